package dev.weir.engine.lag;

/** How long unread records have been waiting. */
public sealed interface LagTime {
  /** Nothing waits. */
  LagTime CAUGHT_UP = new Known(0, "caught up");

  /**
   * Known.
   *
   * @param method "caught up"; "ring": since the end was seen to pass the commit; "timestamp": of
   *     the first unread record, by the broker's time index; "record": by reading it; "entry id"
   */
  record Known(long millis, String method) implements LagTime {}

  /** Not known; {@code why} is a sentence. */
  record Unknown(String why) implements LagTime {}
}
