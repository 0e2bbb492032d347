package dev.weir.engine.chart;

import java.util.List;

/** What a chart gets: about one point per pixel at most, whatever the range. */
public sealed interface Chart {
  ChartQuery query();

  /** Left edge, epoch milliseconds. */
  long fromMillis();

  /** Right edge, epoch milliseconds. */
  long toMillis();

  /**
   * Lines over one time axis.
   *
   * @param epochMillis times of the points, ascending
   * @param shaded stretches to shade
   * @param caption what it measures, in words: kind of latency, n, unit
   */
  record Lines(
      ChartQuery query,
      long fromMillis,
      long toMillis,
      long[] epochMillis,
      List<Series> series,
      List<Shade> shaded,
      String caption)
      implements Chart {
    public Lines {
      series = List.copyOf(series);
      shaded = List.copyOf(shaded);
    }
  }

  /** A stretch of time that something was wrong in. */
  record Shade(long fromMillis, long toMillis, String reason) {}

  /**
   * Latency buckets over time.
   *
   * @param columnMillis width of a column
   * @param rowFloorMillis lower edge of each row in milliseconds of latency, ascending,
   *     logarithmic; the last row is open above
   * @param share of the column's records in that bucket, 0 to 1, at {@code column * rows + row};
   *     NaN where the column has no records
   */
  record Heat(
      ChartQuery query,
      long fromMillis,
      long toMillis,
      long columnMillis,
      double[] rowFloorMillis,
      float[] share,
      String caption)
      implements Chart {}
}
