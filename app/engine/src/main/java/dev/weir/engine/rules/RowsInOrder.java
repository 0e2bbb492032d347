package dev.weir.engine.rules;

import dev.weir.alert.evaluation.SeriesRun;
import java.util.Arrays;

/**
 * The rows of a recorded series by their times, as far as they may be late: what was written a
 * little out of order is judged in order. Rows that are later than that stay where they are.
 */
final class RowsInOrder {
  private RowsInOrder() {}

  /** Indices of rows, in the order they are judged; rows of one time keep theirs. */
  static int[] of(SeriesCsv series) {
    int[] order = new int[series.size()];
    Arrays.setAll(order, row -> row);
    long newest = Long.MIN_VALUE;
    for (int i = 0; i < order.length; i++) {
      long time = series.time(i);
      if (newest != Long.MIN_VALUE && time < newest - SeriesRun.LATENESS_MS) {
        continue;
      }
      int at = i;
      while (at > 0 && isBetween(series.time(order[at - 1]), time, newest)) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = i;
      newest = Math.max(newest, time);
    }
    return order;
  }

  /** Rows that are too late are no bound: they stand behind what is newer. */
  private static boolean isBetween(long other, long time, long newest) {
    return other > time && other <= newest;
  }

  /** Whether a row says again what the one before it has said. */
  static boolean isRepeated(SeriesCsv series, int row, int before) {
    return series.time(row) == series.time(before) && series.value(row) == series.value(before);
  }
}
