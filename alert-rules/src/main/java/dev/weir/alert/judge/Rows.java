package dev.weir.alert.judge;

import dev.weir.alert.state.State;
import java.time.Duration;

/**
 * Averages samples that usually come closer together than a row is long. A row is complete on the
 * arrival of its last sample, so that nothing waits for the next one. Where samples are further
 * apart each is a row, also one that comes out of turn.
 */
final class Rows {
  /** Samples jitter: a row may be this share shorter. */
  private static final double JITTER = 0.1;

  private static final double INTERVAL_RATE = 0.1;

  private final long leastMs;
  private long lastRow = Long.MIN_VALUE;
  private long lastSample = Long.MIN_VALUE;
  private double intervalMs;
  private double sum;
  private int count;
  private double mean = Double.NaN;

  Rows(Duration row) {
    leastMs = (long) (row.toMillis() * (1 - JITTER));
  }

  /** Takes a sample; whether it completes a row. */
  boolean add(long at, double value) {
    sum += value;
    count++;
    learnInterval(at);
    if (lastRow != Long.MIN_VALUE && intervalMs < leastMs && at - lastRow < leastMs) {
      return false;
    }
    mean = sum / count;
    sum = 0;
    count = 0;
    lastRow = at;
    return true;
  }

  private void learnInterval(long at) {
    if (lastSample != Long.MIN_VALUE) {
      double gap = at - lastSample;
      // A long silence says nothing about how samples usually come.
      double told = intervalMs == 0 ? gap : Math.min(gap, 2 * intervalMs);
      intervalMs += (intervalMs == 0 ? 1 : INTERVAL_RATE) * (told - intervalMs);
    }
    lastSample = at;
  }

  /** Its state, to be kept or restored. */
  void state(State state) {
    lastRow = state.whole(lastRow);
    lastSample = state.whole(lastSample);
    intervalMs = state.number(intervalMs);
    sum = state.number(sum);
    count = state.count(count);
    mean = state.number(mean);
  }

  /** Mean of the last complete row; NaN before the first. */
  double mean() {
    return mean;
  }
}
