package dev.weir.alert.judge;

import dev.weir.alert.life.Verdict;

/**
 * One check on one series. Takes samples in the order of their times and keeps what it needs of
 * them; everything it says is about the newest. Confined to one thread.
 */
public interface SeriesJudge {
  /**
   * Takes a sample.
   *
   * @param at epoch milliseconds, not before the last one's
   * @param value finite
   * @param firing whether the alert fires, so that what is bad is not learnt as usual
   */
  void take(long at, double value, boolean firing);

  Verdict verdict();

  /** The figure that was judged: the sample, or what the check makes of its window. */
  double figure();

  /** What the figure was held against: a threshold, or what was expected. NaN where unknown. */
  double baseline();

  /** Below it is bad; NaN where nothing can be too low, or nothing is known yet. */
  default double lower() {
    return Double.NaN;
  }

  /** Above it is bad; NaN where nothing can be too high, or nothing is known yet. */
  default double upper() {
    return Double.NaN;
  }

  /** How bad it is, from 0; from {@link #firingStrength} on it is a breach. */
  double strength();

  /** The strength from which it is a breach. */
  double firingStrength();

  /** Why, as a sentence without its full stop. */
  String reason();
}
