package dev.weir.stream;

/** What becomes of a dead letter that was brought back. */
public enum AfterReplay {
  /** It stays where it is. */
  KEEP,
  /** It is deleted, in the same step, except while a group has it pending. */
  DELETE,
  /** It is moved to the stream of the same name with {@code :done} behind it, in the same step. */
  DONE,
  /**
   * It stays where it is, and the group that has it pending is no longer given it: it is
   * acknowledged there, in the same step. Only of what {@link PendingSource} tells.
   */
  ACK;

  /** The stream that {@link #DONE} moves to. */
  public static StreamRef done(StreamRef stream) {
    return new StreamRef(stream.connection(), stream.name() + ":done");
  }
}
