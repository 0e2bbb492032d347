package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;

/** Where samples go. */
public interface SampleSink {
  /**
   * Takes a sample of now.
   *
   * @param value finite
   * @param words what is so, as a sentence of the part that measured it; empty where the figure
   *     says all
   */
  void take(Series series, double value, String words);
}
