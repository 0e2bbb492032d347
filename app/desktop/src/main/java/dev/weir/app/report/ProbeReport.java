package dev.weir.app.report;

import dev.weir.engine.meter.Percentiles;
import dev.weir.engine.probe.ProbeResult;
import java.util.Optional;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What {@code weir probe --json} prints. Times are from when a record should have been sent.
 *
 * @param planned records the schedule had
 * @param refused by the broker; {@code problem} is the first of their reasons
 * @param lost acknowledged and not read back within 20 s
 * @param ack until the broker acknowledged
 * @param roundTrip until read back
 * @param latestStartMs how long after its time the latest record was sent
 * @param clockAheadMs how far the broker's clock is ahead of this machine's, where it stamps
 * @param clockErrorMs within which that is true
 */
public record ProbeReport(
    String stream,
    int planned,
    int acknowledged,
    int refused,
    int received,
    int lost,
    Times ack,
    Times roundTrip,
    long latestStartMs,
    OptionalDouble clockAheadMs,
    OptionalDouble clockErrorMs,
    Optional<String> problem) {

  /**
   * Percentiles in milliseconds; empty where n is too small for one.
   *
   * @param n records timed
   */
  public record Times(
      long n,
      OptionalDouble p50Ms,
      OptionalDouble p90Ms,
      OptionalDouble p95Ms,
      OptionalDouble p99Ms,
      OptionalDouble p999Ms,
      OptionalDouble maxMs) {
    static Times of(Histogram histogram) {
      return new Times(
          histogram.getTotalCount(),
          percentile(histogram, 50),
          percentile(histogram, 90),
          percentile(histogram, 95),
          percentile(histogram, 99),
          percentile(histogram, 99.9),
          histogram.getTotalCount() == 0
              ? OptionalDouble.empty()
              : Figures.known(histogram.getMaxValue() / 1e3));
    }

    private static OptionalDouble percentile(Histogram histogram, double percentile) {
      return Percentiles.isEnough(percentile, histogram.getTotalCount())
          ? Figures.known(histogram.getValueAtPercentile(percentile) / 1e3)
          : OptionalDouble.empty();
    }
  }

  /** What {@code result} says of {@code stream}. */
  public static ProbeReport of(String stream, ProbeResult result) {
    return new ProbeReport(
        stream,
        result.planned(),
        result.acknowledged(),
        result.refused(),
        result.received(),
        result.lost(),
        Times.of(result.ack()),
        Times.of(result.roundTrip()),
        result.latestStartMillis(),
        result.clock().map(c -> Figures.known(c.aheadMillis())).orElse(OptionalDouble.empty()),
        result.clock().map(c -> Figures.known(c.errorMillis())).orElse(OptionalDouble.empty()),
        result.failure().map(failure -> failure.sentence()));
  }
}
