package dev.weir.alert.anomaly;

import dev.weir.alert.state.State;

/**
 * What a series usually is at an hour of the day: a running mean per hour, which the hour enters
 * when it is over. Between the middles of two hours it goes in a straight line.
 */
final class HourProfile {
  private static final int HOURS = 24;
  private static final int READY_DAYS = 2;
  private static final double SLOWEST_RATE = 0.3;
  private static final long HOUR_S = 3600;

  private final double[] means = new double[HOURS];
  private final int[] days = new int[HOURS];
  private long hour = Long.MIN_VALUE;
  private double sum;
  private int count;

  /** The usual value at a time; NaN while too few days are known. */
  double expected(long epochSecond) {
    long now = Math.floorDiv(epochSecond, HOUR_S);
    if (now != hour) {
      close(now);
    }
    int at = (int) Math.floorMod(now, (long) HOURS);
    if (days[at] < READY_DAYS) {
      return Double.NaN;
    }
    int before = (at + HOURS - 1) % HOURS;
    int after = (at + 1) % HOURS;
    if (days[before] < READY_DAYS || days[after] < READY_DAYS) {
      return means[at];
    }
    double share = (epochSecond - now * HOUR_S) / (double) HOUR_S;
    return share < 0.5
        ? means[before] * (0.5 - share) + means[at] * (0.5 + share)
        : means[at] * (1.5 - share) + means[after] * (share - 0.5);
  }

  /** Learns a value of the hour that {@link #expected} was last asked about. */
  void add(double value) {
    sum += value;
    count++;
  }

  void state(State state) {
    state.numbers(means, HOURS);
    state.counts(days, HOURS);
    hour = state.whole(hour);
    sum = state.number(sum);
    count = state.count(count);
  }

  private void close(long next) {
    if (count > 0) {
      int at = (int) Math.floorMod(hour, (long) HOURS);
      double mean = sum / count;
      if (days[at] == 0) {
        means[at] = mean;
      } else {
        means[at] += Math.max(SLOWEST_RATE, 1.0 / (days[at] + 1)) * (mean - means[at]);
      }
      days[at]++;
    }
    hour = next;
    sum = 0;
    count = 0;
  }
}
