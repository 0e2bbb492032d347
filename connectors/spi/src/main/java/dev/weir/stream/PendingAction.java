package dev.weir.stream;

/** What can be done with entries that a group was given and has not acknowledged. */
public sealed interface PendingAction {
  /** Gives them to another consumer of the group, as if it had just read them. */
  record Claim(String consumer) implements PendingAction {}

  /** Takes them off the list: the group is never given them again. */
  record Acknowledge() implements PendingAction {}

  /**
   * Lets them be tried again: the delivery count becomes 0. Consumer and idle time stay, so that
   * whoever takes over idle entries takes them at the next look.
   */
  record Retry() implements PendingAction {}

  /**
   * Adds them to a stream of dead letters, with where they were, and acknowledges them.
   *
   * @param delete whether they are also deleted from their stream, where no other group needs them
   */
  record MoveTo(StreamRef to, boolean delete) implements PendingAction {}
}
