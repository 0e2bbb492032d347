package dev.weir.engine.chart;

/**
 * One line. The array belongs to the series and is never written to again.
 *
 * @param name as the label at the line's end says
 * @param values one per time of its chart; NaN where there is none: a gap, drawn as a gap
 */
public record Series(String name, SeriesRole role, double[] values) {
  /** The newest value, NaN where there is none. */
  public double last() {
    return values.length == 0 ? Double.NaN : values[values.length - 1];
  }
}
