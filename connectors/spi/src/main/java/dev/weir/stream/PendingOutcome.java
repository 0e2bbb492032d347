package dev.weir.stream;

/** What became of a pending entry that something was to be done with. */
public sealed interface PendingOutcome {
  /** It is done. */
  record Done() implements PendingOutcome {}

  /**
   * It is in the other stream, and acknowledged.
   *
   * @param place where
   * @param left whether it was to be deleted and was not, as another group has yet to handle it
   */
  record Moved(Position.EntryId place, boolean left) implements PendingOutcome {}

  /** Not touched: it was delivered or claimed since it was listed. */
  record Redelivered() implements PendingOutcome {}

  /** Not touched: it was acknowledged since it was listed. */
  record Acknowledged() implements PendingOutcome {}

  /** Not touched: the stream no longer has it, so it can only be acknowledged. */
  record Gone() implements PendingOutcome {}

  /** Not touched: the server said no. */
  record Refused(ConnectorFailure why) implements PendingOutcome {}

  /** Nobody knows: the server did not answer. */
  record Unclear(ConnectorFailure why) implements PendingOutcome {}

  /** Not touched: one before it was refused, or its outcome is not known. */
  record NotTried() implements PendingOutcome {}
}
