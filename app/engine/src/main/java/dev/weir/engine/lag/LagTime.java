package dev.weir.engine.lag;

/** How long unread records have been waiting. */
public sealed interface LagTime {
  /**
   * Known.
   *
   * @param method "caught up", "ring", "timestamp" or "entry id"
   */
  record Known(long millis, String method) implements LagTime {}

  /** Not known; {@code why} is a sentence. */
  record Unknown(String why) implements LagTime {}
}
