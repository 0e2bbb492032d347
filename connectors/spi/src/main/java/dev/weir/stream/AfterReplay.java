package dev.weir.stream;

/** What becomes of a dead letter that was brought back. */
public enum AfterReplay {
  /** It stays where it is. */
  KEEP,
  /** It is deleted, in the same step, except while a group has it pending. */
  DELETE,
  /** It is moved to the stream of the same name with {@code :done} behind it, in the same step. */
  DONE;

  /** The stream that {@link #DONE} moves to. */
  public static StreamRef done(StreamRef stream) {
    return new StreamRef(stream.connection(), stream.name() + ":done");
  }
}
