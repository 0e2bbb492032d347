package dev.weir.engine.meter;

/** How many records a percentile needs before it says more than its few slowest ones do. */
public final class Percentiles {
  /** Records that must lie beyond a percentile. */
  private static final double BEYOND = 10;

  private Percentiles() {}

  /**
   * Records needed: ten must lie beyond it, so 20 for p50, 100 for p90, 1,000 for p99 and 10,000
   * for p99.9.
   */
  public static long needed(double percentile) {
    return Math.round(BEYOND / (1 - percentile / 100));
  }

  /** Whether {@code n} records are enough for {@code percentile}. */
  public static boolean isEnough(double percentile, long n) {
    return n >= needed(percentile);
  }
}
