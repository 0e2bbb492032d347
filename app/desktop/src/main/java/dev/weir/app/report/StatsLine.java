package dev.weir.app.report;

import dev.weir.engine.meter.LatencySummary;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.Percentiles;
import dev.weir.stream.ClockOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code weir stats --json} prints of one stream.
 *
 * @param bytes true length of keys, values and headers
 * @param seconds measured
 * @param skipped records passed without reading: expired, truncated
 */
public record StatsLine(
    String stream,
    long records,
    long bytes,
    double seconds,
    double recordsPerS,
    double bytesPerS,
    Latency latency,
    long skipped) {

  /**
   * Time from the records' own timestamps to their receipt.
   *
   * @param kind what it measures, by who stamped the records
   * @param n records timed
   * @param p50Ms empty, as the others, where n is too small for it: {@code tooFewFor} names it
   * @param tooFewFor percentiles beyond which fewer than ten records lie
   * @param negative records stamped later than received: clocks differ
   * @param negativeMostMs how much later the latest of them: clocks differ by at least this
   * @param badTimestamps records whose stamp is no time at all
   * @param clockAheadMs how far the broker's clock is ahead of this machine's, where it can tell
   * @param clockErrorMs within which that is true
   */
  public record Latency(
      String kind,
      long n,
      OptionalDouble p50Ms,
      OptionalDouble p90Ms,
      OptionalDouble p95Ms,
      OptionalDouble p99Ms,
      OptionalDouble p999Ms,
      OptionalDouble maxMs,
      List<String> tooFewFor,
      long negative,
      long negativeMostMs,
      long badTimestamps,
      OptionalDouble clockAheadMs,
      OptionalDouble clockErrorMs) {
    private static final double[] PERCENTILES = {50, 90, 95, 99, 99.9};

    public Latency {
      tooFewFor = List.copyOf(tooFewFor);
    }

    /** What {@code meter} timed. */
    public static Latency of(Meter meter, String kind, Optional<ClockOffset> clock) {
      return of(
          new LatencySummary(
              kind,
              meter.timed(),
              meter.percentileMillis(50),
              meter.percentileMillis(90),
              meter.percentileMillis(95),
              meter.percentileMillis(99),
              meter.percentileMillis(99.9),
              meter.maxMillis(),
              meter.negatives(),
              meter.mostNegativeMillis(),
              meter.badTimestamps()),
          clock);
    }

    /** What the engine timed. */
    public static Latency of(LatencySummary summary) {
      return of(summary, Optional.empty());
    }

    private static Latency of(LatencySummary summary, Optional<ClockOffset> clock) {
      List<String> tooFewFor = new ArrayList<>();
      for (double percentile : PERCENTILES) {
        if (!Percentiles.isEnough(percentile, summary.timed())) {
          tooFewFor.add("p" + (percentile == 99.9 ? "99.9" : Math.round(percentile)));
        }
      }
      return new Latency(
          summary.kind(),
          summary.timed(),
          ifEnough(summary, 50, summary.p50Millis()),
          ifEnough(summary, 90, summary.p90Millis()),
          ifEnough(summary, 95, summary.p95Millis()),
          ifEnough(summary, 99, summary.p99Millis()),
          ifEnough(summary, 99.9, summary.p999Millis()),
          Figures.known(summary.maxMillis()),
          tooFewFor,
          summary.negatives(),
          summary.mostNegativeMillis(),
          summary.badTimestamps(),
          clock.map(offset -> Figures.known(offset.aheadMillis())).orElse(OptionalDouble.empty()),
          clock.map(offset -> Figures.known(offset.errorMillis())).orElse(OptionalDouble.empty()));
    }

    private static OptionalDouble ifEnough(
        LatencySummary summary, double percentile, double millis) {
      return Percentiles.isEnough(percentile, summary.timed())
          ? Figures.known(millis)
          : OptionalDouble.empty();
    }
  }

  /**
   * What {@code meter} counted of {@code stream} in {@code seconds}.
   *
   * @param kind what its latency measures
   */
  public static StatsLine of(
      String stream,
      Meter meter,
      double seconds,
      long skipped,
      String kind,
      Optional<ClockOffset> clock) {
    return new StatsLine(
        stream,
        meter.records(),
        meter.bytes(),
        Figures.rounded(seconds),
        Figures.perSecond(meter.records(), seconds),
        Figures.perSecond(meter.bytes(), seconds),
        Latency.of(meter, kind, clock),
        skipped);
  }
}
