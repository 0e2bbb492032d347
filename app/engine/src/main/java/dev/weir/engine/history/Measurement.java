package dev.weir.engine.history;

import org.HdrHistogram.Histogram;

/** What one series measured in one second. */
public sealed interface Measurement {
  SeriesKey series();

  /** A figure; NaN is not stored. */
  record Figure(SeriesKey series, double value) implements Measurement {}

  /**
   * Values of one second.
   *
   * @param histogram belongs to the history from now on: never written to again. Empty ones are not
   *     stored
   */
  record Distribution(SeriesKey series, Histogram histogram) implements Measurement {}
}
