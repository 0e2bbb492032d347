package dev.weir.engine.meter;

import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * Counts every record and times it from its timestamp to its receipt, without looking into it and
 * without allocating. Confined to one thread.
 *
 * <p>A record's latency is {@code received - timestamp}, in an HdrHistogram of 2 significant
 * digits. Records stamped later than received are counted as negative and never clamped to 0: they
 * are how a skewed clock shows. Stamps more than an hour ahead or ten years back are no times at
 * all.
 */
public final class Meter {
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final long MOST_AHEAD_MILLIS = 3_600_000L;
  private static final long MOST_BACK_MILLIS = 3_652L * 86_400_000L;

  /** Latencies below this many milliseconds are first counted one by one: most are. */
  private static final int SHORT_MILLIS = 2_048;

  /** Longer values are cut and have no field to find. */
  private static final int LOOKED_INTO_BYTES = 1 << 20;

  private static final int MOST_UNSORTED = 1 << 30;

  private final Histogram latency = newHistogram();
  private final int[] shortLatencies = new int[SHORT_MILLIS];
  private int unsorted;
  private long records;
  private long bytes;
  private long negatives;
  private long mostNegativeMillis;
  private long badTimestamps;
  private int stampedBy;

  /** An empty histogram as all latencies are kept in: 1 µs to 1 h, growing beyond if it must. */
  public static Histogram newHistogram() {
    var histogram = new Histogram(1, HOUR_MICROS, 2);
    histogram.setAutoResize(true);
    return histogram;
  }

  /** Counts and times all records of {@code batch}. */
  public void record(RecordBatch batch) {
    int count = batch.count();
    records += count;
    bytes += batch.bytes();
    TimestampType type = batch.timestampType();
    stampedBy |= MeterSlice.bit(type);
    if (type == TimestampType.NONE) {
      return;
    }
    // At high rates many neighbours bear the same millisecond: they cost one entry.
    long received = batch.receivedMillis();
    long stamp = batch.timestampMillis(0);
    int alike = 1;
    for (int i = 1; i < count; i++) {
      long next = batch.timestampMillis(i);
      if (next == stamp) {
        alike++;
      } else {
        time(received - stamp, alike);
        stamp = next;
        alike = 1;
      }
    }
    time(received - stamp, alike);
  }

  /**
   * Counts all records of {@code batch}, and times each from the moment it tells of itself. Copies
   * and, for fields, decodes every record: for streams that were chosen for it.
   *
   * @param moment epoch milliseconds; records without one count as stamped badly
   */
  public void record(RecordBatch batch, Function<StreamRecord, OptionalLong> moment) {
    records += batch.count();
    bytes += batch.bytes();
    stampedBy |= MeterSlice.APPLICATION;
    for (int i = 0; i < batch.count(); i++) {
      OptionalLong began = moment.apply(batch.record(i, LOOKED_INTO_BYTES));
      if (began.isPresent()) {
        time(batch.receivedMillis() - began.getAsLong(), 1);
      } else {
        badTimestamps++;
      }
    }
  }

  private void time(long millis, int alike) {
    if (millis >= 0 && millis < SHORT_MILLIS) {
      shortLatencies[(int) millis] += alike;
      unsorted += alike;
      if (unsorted > MOST_UNSORTED) {
        sort();
      }
    } else {
      timeLong(millis, alike);
    }
  }

  private void timeLong(long millis, int alike) {
    if (millis >= 0) {
      if (millis <= MOST_BACK_MILLIS) {
        latency.recordValueWithCount(millis * 1_000, alike);
      } else {
        badTimestamps += alike;
      }
    } else if (millis >= -MOST_AHEAD_MILLIS) {
      negatives += alike;
      mostNegativeMillis = Math.max(mostNegativeMillis, -millis);
    } else {
      badTimestamps += alike;
    }
  }

  /** Puts the short latencies where the long ones are. */
  private void sort() {
    if (unsorted > 0) {
      for (int millis = 0; millis < SHORT_MILLIS; millis++) {
        if (shortLatencies[millis] > 0) {
          latency.recordValueWithCount(millis * 1_000L, shortLatencies[millis]);
          shortLatencies[millis] = 0;
        }
      }
      unsorted = 0;
    }
  }

  /** Everything since the last cut, and begins anew. */
  public MeterSlice cut() {
    if (records == 0) {
      return MeterSlice.EMPTY;
    }
    sort();
    var slice =
        new MeterSlice(
            records,
            bytes,
            negatives,
            mostNegativeMillis,
            badTimestamps,
            stampedBy,
            LatencyCounts.of(latency));
    records = 0;
    bytes = 0;
    negatives = 0;
    mostNegativeMillis = 0;
    badTimestamps = 0;
    stampedBy = 0;
    latency.reset();
    return slice;
  }

  /** Records counted. */
  public long records() {
    return records;
  }

  /** True length of keys, values and headers. */
  public long bytes() {
    return bytes;
  }

  /** Records stamped later than received. */
  public long negatives() {
    return negatives;
  }

  /**
   * How much later than received the latest of them was stamped: clocks differ by at least this.
   */
  public long mostNegativeMillis() {
    return mostNegativeMillis;
  }

  /** Records whose stamp is no time at all. */
  public long badTimestamps() {
    return badTimestamps;
  }

  /** Records that percentiles speak of: those with a usable, not negative latency. */
  public long timed() {
    sort();
    return latency.getTotalCount();
  }

  /** Who stamped the records. */
  public Set<TimestampType> timestampTypes() {
    return MeterSlice.timestampTypes(stampedBy);
  }

  /**
   * The latency that {@code percentile} percent of records did not exceed, in milliseconds, to 2
   * digits; NaN where none was timed.
   */
  public double percentileMillis(double percentile) {
    sort();
    return latency.getTotalCount() == 0
        ? Double.NaN
        : latency.getValueAtPercentile(percentile) / 1_000.0;
  }

  /** The longest latency in milliseconds, to 2 digits; NaN where none was timed. */
  public double maxMillis() {
    sort();
    return latency.getTotalCount() == 0 ? Double.NaN : latency.getMaxValue() / 1_000.0;
  }
}
