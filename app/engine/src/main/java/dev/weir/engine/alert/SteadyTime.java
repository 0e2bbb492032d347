package dev.weir.engine.alert;

/**
 * Time as rules see it: it goes on evenly, whatever is done to the wall clock. Where that jumps
 * forward, as after a suspension, the time between does not count; where it is set back, rules go
 * on by a clock that is ahead of it. Confined to the engine's thread.
 */
final class SteadyTime {
  /** Judged time that runs ahead of, or behind, the wall clock by more is a jump. */
  private static final long JUMP_MILLIS = 2_000;

  private boolean anchored;
  private long steadyOffset;
  private long offsetMillis;
  private boolean jumped;

  /**
   * The rules' time, in milliseconds.
   *
   * @param nowMillis of the wall clock
   * @param nowNanos of the clock that never jumps
   */
  long at(long nowMillis, long nowNanos) {
    long steady = nowNanos / 1_000_000;
    if (!anchored) {
      anchored = true;
      steadyOffset = nowMillis - steady;
    }
    long judged = steady + steadyOffset;
    jumped = nowMillis - judged > JUMP_MILLIS;
    if (jumped) {
      steadyOffset = nowMillis - steady;
      judged = nowMillis;
    }
    offsetMillis = judged - nowMillis;
    return judged;
  }

  /** Whether time went on by a jump with the last call, none of which counts. */
  boolean hasJumped() {
    return jumped;
  }

  /** By how much the rules' time is ahead of the wall clock's. */
  long aheadMillis() {
    return offsetMillis;
  }
}
