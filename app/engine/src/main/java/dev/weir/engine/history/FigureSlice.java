package dev.weir.engine.history;

/**
 * Figures of one series over one slice of time.
 *
 * @param epochSecond start of the slice
 * @param count seconds that had a figure, at least 1
 * @param last the newest of them
 */
public record FigureSlice(
    long epochSecond, long count, double sum, double min, double max, double last) {

  /** Of the seconds that had a figure; right for rates and gauges. */
  public double mean() {
    return sum / count;
  }

  FigureSlice merge(FigureSlice later) {
    return new FigureSlice(
        epochSecond,
        count + later.count,
        sum + later.sum,
        Math.min(min, later.min),
        Math.max(max, later.max),
        later.last);
  }
}
