package dev.weir.alert.life;

import java.time.Duration;

/**
 * How long things must last.
 *
 * @param hold time in breach before it fires; zero fires at the first sample in breach
 * @param keepFiring time it must be good before it is over
 * @param quiet time since the last sample in breach within which another one belongs to the same
 *     episode, and in any case {@link AlertLife#QUIET_SAMPLES}
 * @param strengthen how many times stronger than when it was raised a breach must be to be raised
 *     again within its episode
 * @param noData what becomes of it when nothing is heard
 * @param noDataAfter since when nothing must have been heard; zero: never
 */
public record LifePlan(
    Duration hold,
    Duration keepFiring,
    Duration quiet,
    double strengthen,
    NoData noData,
    Duration noDataAfter) {
  /** What becomes of an alert when nothing is heard. */
  public enum NoData {
    /** Nothing new is said; one that fires is lost, not resolved. */
    KEEP,

    /** Silence is a breach. */
    ALERT,

    /** Silence is good. */
    OK
  }

  public LifePlan {
    if (hold.isNegative() || keepFiring.isNegative() || quiet.isNegative()) {
      throw new IllegalArgumentException("durations are not negative");
    }
  }
}
