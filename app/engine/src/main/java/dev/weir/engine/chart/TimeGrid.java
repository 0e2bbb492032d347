package dev.weir.engine.chart;

import dev.weir.engine.meter.MeterSeries;

/**
 * The points of a chart in time. They stand on multiples of the step, so that they do not wobble as
 * time goes on.
 *
 * @param from first second since the epoch, a multiple of {@code step}
 * @param step seconds from point to point
 * @param points number of points
 */
record TimeGrid(long from, int step, int points) {
  private static final int DAY = MeterSeries.MINUTES * 60;

  /** Seconds that are read from the file one by one. */
  private static final int LONGEST_READ = 3_600;

  private static final int[] STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600,
    43_200, 86_400
  };

  /**
   * For {@code [from, to)} in at most {@code most} points, no finer than what is kept of that time:
   * memory has the seconds of the last hour; of the last day the file has them, for stretches that
   * are soon read.
   *
   * @param now the second since the epoch that is under way
   */
  static TimeGrid of(long from, long to, int most, long now) {
    long span = Math.max(1, to - from);
    boolean hoursOnly = from < now - DAY;
    boolean minutesOnly = hoursOnly || (from < now - MeterSeries.SECONDS && span > LONGEST_READ);
    int finest = hoursOnly ? 3_600 : minutesOnly ? 60 : 1;
    int step = STEPS[STEPS.length - 1];
    for (int candidate : STEPS) {
      if (candidate >= finest && (span + candidate - 1) / candidate <= most) {
        step = candidate;
        break;
      }
    }
    long first = Math.floorDiv(from, step) * step;
    int points = (int) ((to - first + step - 1) / step);
    return new TimeGrid(first, step, Math.max(1, points));
  }

  long start(int point) {
    return from + (long) point * step;
  }

  long end(int point) {
    return start(point) + step;
  }

  long to() {
    return end(points - 1);
  }

  /** Point that {@code second} falls into. */
  int pointOf(long second) {
    return (int) ((second - from) / step);
  }

  /** Times of the points: the starts of their stretches. */
  long[] epochMillis() {
    long[] times = new long[points];
    for (int i = 0; i < points; i++) {
      times[i] = start(i) * 1_000;
    }
    return times;
  }
}
