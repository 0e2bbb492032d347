package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A series as it was recorded, a sample a minute.
 *
 * @param fromMillis of the first minute, epoch milliseconds
 * @param minutes NaN where nothing was heard
 */
record StoredSeries(Series series, long fromMillis, float[] minutes) {
  /**
   * What was looked for.
   *
   * @param there how many series there are of them; of many, not all were read
   */
  record Found(List<StoredSeries> series, int there) {
    static final Found NOTHING = new Found(List.of(), 0);
  }

  /** Puts hours together; rows are an hour and its minutes, ascending. */
  static Optional<StoredSeries> of(Series series, ResultSet rows) throws SQLException {
    float[] minutes = {};
    long first = 0;
    while (rows.next()) {
      long hour = rows.getLong(1);
      first = minutes.length == 0 ? hour : first;
      int at = (int) (hour - first) * HourSamples.MINUTES;
      int before = minutes.length;
      minutes = Arrays.copyOf(minutes, at + HourSamples.MINUTES);
      Arrays.fill(minutes, before, minutes.length, Float.NaN);
      System.arraycopy(MinuteBytes.read(rows.getBytes(2)), 0, minutes, at, HourSamples.MINUTES);
    }
    return minutes.length == 0
        ? Optional.empty()
        : Optional.of(new StoredSeries(series, first * HourSamples.HOUR_MILLIS, minutes));
  }
}
