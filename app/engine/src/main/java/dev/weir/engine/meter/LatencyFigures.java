package dev.weir.engine.meter;

import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * How long records of one stream took to the console, over some seconds.
 *
 * @param kind what was measured: "create → console, CreateTime"
 * @param seconds over which it was measured
 * @param n records timed
 * @param percentiles p50, p90, p95, p99 and p99.9
 * @param maxMillis the slowest, NaN where none was timed
 * @param negatives records stamped after their receipt: clocks differ. Not among the timed ones
 * @param badTimestamps records whose timestamps make no sense. Not among the timed ones
 */
public record LatencyFigures(
    String kind,
    int seconds,
    long n,
    List<Percentile> percentiles,
    double maxMillis,
    long negatives,
    long badTimestamps) {
  private static final double[] ASKED = {50, 90, 95, 99, 99.9};

  public LatencyFigures {
    percentiles = List.copyOf(percentiles);
  }

  /**
   * One percentile.
   *
   * @param percent 50 for the median
   * @param millis NaN where too few records were timed for it
   * @param needed records that would be enough
   */
  public record Percentile(double percent, double millis, long needed) {}

  /** What {@code series} holds of the {@code seconds} before second {@code to}. */
  public static LatencyFigures of(MeterSeries series, long to, int seconds) {
    Histogram all = Meter.newHistogram();
    long[] counts = new long[2];
    boolean[] byApplication = {false};
    Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    series.each(
        to - seconds,
        to,
        (MeterSlice slice, long _) -> {
          slice.latency().addTo(all);
          counts[0] += slice.negatives();
          counts[1] += slice.badTimestamps();
          types.addAll(slice.timestampTypes());
          byApplication[0] |= slice.isByApplication();
        });
    long n = all.getTotalCount();
    List<Percentile> percentiles = new ArrayList<>();
    for (double asked : ASKED) {
      double millis =
          Percentiles.isEnough(asked, n) ? all.getValueAtPercentile(asked) / 1_000.0 : Double.NaN;
      percentiles.add(new Percentile(asked, millis, Percentiles.needed(asked)));
    }
    return new LatencyFigures(
        LatencyKind.of(types, byApplication[0]),
        seconds,
        n,
        percentiles,
        n == 0 ? Double.NaN : all.getMaxValue() / 1_000.0,
        counts[0],
        counts[1]);
  }

  /** Share of records stamped after their receipt, 0 to 1; NaN where no record was seen. */
  public double negativeShare() {
    long seen = n + negatives;
    return seen == 0 ? Double.NaN : (double) negatives / seen;
  }
}
