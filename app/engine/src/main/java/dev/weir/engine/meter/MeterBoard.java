package dev.weir.engine.meter;

import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What was metered of every stream and of all together. Bounded: where slices take more than the
 * limit, the oldest single seconds go first and their minutes stay. Confined to one thread.
 */
public final class MeterBoard {
  private static final int MOST_SERIES = 1_000;

  private final long heapLimitBytes;
  private final Map<StreamRef, MeterSeries> streams = new HashMap<>();
  private final MeterSeries total = new MeterSeries();
  private final Histogram scratch = Meter.newHistogram();
  private long trimmedBefore;

  public MeterBoard(long heapLimitBytes) {
    this.heapLimitBytes = heapLimitBytes;
  }

  /**
   * Takes in what one cursor metered in one second.
   *
   * @param covered streams it watched; those without a slice had no records
   * @param timed which streams' latencies count for all together: not those of retries and dead
   *     letters, whose stamps may be of the first try
   */
  public void add(
      long second,
      Collection<StreamRef> covered,
      Map<StreamRef, MeterSlice> slices,
      Predicate<StreamRef> timed) {
    total.put(second, MeterSlice.EMPTY);
    for (StreamRef stream : covered) {
      MeterSlice slice = slices.getOrDefault(stream, MeterSlice.EMPTY);
      if (slice.records() > 0) {
        total.put(second, timed.test(stream) ? slice : slice.withoutLatency());
      }
      MeterSeries series = series(stream);
      if (series != null) {
        series.put(second, slice);
      }
    }
    trim(second);
  }

  /** All streams together. */
  public MeterSeries total() {
    return total;
  }

  /** One stream's series, or null if it was never metered. */
  public @Nullable MeterSeries of(StreamRef stream) {
    return streams.get(stream);
  }

  /** Streams that have a series. */
  public Collection<StreamRef> streams() {
    return streams.keySet();
  }

  /** One stream's series for filling in what an earlier run kept; null if there are too many. */
  public @Nullable MeterSeries series(StreamRef stream) {
    MeterSeries series = streams.get(stream);
    if (series == null && streams.size() < MOST_SERIES) {
      series = new MeterSeries();
      streams.put(stream, series);
    }
    return series;
  }

  /** A stream is gone. */
  public void forget(StreamRef stream) {
    streams.remove(stream);
  }

  /** First second since the epoch from which on every second is still kept singly. */
  public long secondsFrom(long newestSecond) {
    return Math.max(newestSecond + 1 - MeterSeries.SECONDS, trimmedBefore);
  }

  /** Latency percentile of {@code [from, to)} in milliseconds, NaN where none was timed. */
  public double percentileMillis(MeterSeries series, long from, long to, double percentile) {
    LatencyCounts[] all = {LatencyCounts.NONE};
    series.each(from, to, (slice, _) -> all[0] = all[0].plus(slice.latency()));
    return all[0].size() == 0 ? Double.NaN : all[0].percentileMicros(percentile) / 1_000.0;
  }

  /** Latencies of {@code [from, to)} of all streams together. */
  public LatencySummary summary(long from, long to) {
    scratch.reset();
    long[] untimed = new long[3];
    boolean[] byApplication = {false};
    Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    total.each(
        from,
        to,
        (slice, _) -> {
          slice.latency().addTo(scratch);
          untimed[0] += slice.negatives();
          untimed[1] += slice.badTimestamps();
          untimed[2] = Math.max(untimed[2], slice.mostNegativeMillis());
          types.addAll(slice.timestampTypes());
          byApplication[0] |= slice.isByApplication();
        });
    return new LatencySummary(
        LatencyKind.of(types, byApplication[0]),
        scratch.getTotalCount(),
        scratchMillis(50),
        scratchMillis(90),
        scratchMillis(95),
        scratchMillis(99),
        scratchMillis(99.9),
        scratch.getTotalCount() == 0 ? Double.NaN : scratch.getMaxValue() / 1_000.0,
        untimed[0],
        untimed[2],
        untimed[1]);
  }

  private double scratchMillis(double percentile) {
    return scratch.getTotalCount() == 0
        ? Double.NaN
        : scratch.getValueAtPercentile(percentile) / 1_000.0;
  }

  private void trim(long second) {
    long heap = total.heapBytes();
    for (MeterSeries series : streams.values()) {
      heap += series.heapBytes();
    }
    long keep = MeterSeries.SECONDS;
    while (heap > heapLimitBytes && keep > 300) {
      keep /= 2;
      heap = total.heapBytes();
      for (MeterSeries series : streams.values()) {
        series.trimSeconds(second - keep);
        trimmedBefore = Math.max(trimmedBefore, second - keep);
        heap += series.heapBytes();
      }
    }
  }
}
