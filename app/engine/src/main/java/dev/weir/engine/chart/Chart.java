package dev.weir.engine.chart;

import dev.weir.engine.mark.DeployMark;
import java.util.List;

/** What a chart gets: about one point per pixel at most, whatever the range. */
public sealed interface Chart {
  ChartQuery query();

  /** Left edge, epoch milliseconds. */
  long fromMillis();

  /** Right edge, epoch milliseconds. */
  long toMillis();

  /** What was deployed meanwhile, oldest first. */
  List<DeployMark> marks();

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
      List<DeployMark> marks,
      String caption)
      implements Chart {
    public Lines {
      series = List.copyOf(series);
      shaded = List.copyOf(shaded);
      marks = List.copyOf(marks);
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
      List<DeployMark> marks,
      String caption)
      implements Chart {
    public Heat {
      marks = List.copyOf(marks);
    }
  }
}
