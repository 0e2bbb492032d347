package dev.weir.app.report;

import dev.weir.engine.meter.LatencyKind;
import dev.weir.engine.meter.LatencySummary;
import dev.weir.engine.meter.Meter;
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
   * @param negative records stamped later than received: clocks differ
   * @param badTimestamps records whose stamp is no time at all
   */
  public record Latency(
      String kind,
      long n,
      OptionalDouble p50Ms,
      OptionalDouble p95Ms,
      OptionalDouble p99Ms,
      OptionalDouble p999Ms,
      OptionalDouble maxMs,
      long negative,
      long badTimestamps) {
    /** What {@code meter} timed. */
    public static Latency of(Meter meter) {
      return new Latency(
          LatencyKind.of(meter.timestampTypes()),
          meter.timed(),
          Figures.known(meter.percentileMillis(50)),
          Figures.known(meter.percentileMillis(95)),
          Figures.known(meter.percentileMillis(99)),
          Figures.known(meter.percentileMillis(99.9)),
          Figures.known(meter.maxMillis()),
          meter.negatives(),
          meter.badTimestamps());
    }

    /** What the engine timed. */
    public static Latency of(LatencySummary summary) {
      return new Latency(
          summary.kind(),
          summary.timed(),
          Figures.known(summary.p50Millis()),
          Figures.known(summary.p95Millis()),
          Figures.known(summary.p99Millis()),
          Figures.known(summary.p999Millis()),
          Figures.known(summary.maxMillis()),
          summary.negatives(),
          summary.badTimestamps());
    }
  }

  /** What {@code meter} counted of {@code stream} in {@code seconds}. */
  public static StatsLine of(String stream, Meter meter, double seconds, long skipped) {
    return new StatsLine(
        stream,
        meter.records(),
        meter.bytes(),
        Figures.rounded(seconds),
        Figures.perSecond(meter.records(), seconds),
        Figures.perSecond(meter.bytes(), seconds),
        Latency.of(meter),
        skipped);
  }
}
