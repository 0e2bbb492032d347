package dev.weir.engine.probe;

import dev.weir.stream.StreamRef;
import java.time.Duration;

/**
 * What a probe will write.
 *
 * @param interval from one record to the next; the schedule is fixed, whatever the broker does
 * @param time from the first record to the last
 */
public record ProbePlan(StreamRef stream, Duration interval, Duration time) {
  /** Bytes of a record's value. */
  public static final int VALUE_BYTES = 24;

  public ProbePlan {
    if (interval.isNegative() || interval.isZero() || time.compareTo(interval) < 0) {
      throw new IllegalArgumentException("A probe needs an interval, and time for one record.");
    }
  }

  /** Records it will write. */
  public int records() {
    return (int) Math.min(1_000_000, time.dividedBy(interval));
  }
}
