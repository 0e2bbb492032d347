package dev.weir.engine.meter;

/**
 * Latencies of a stretch of time in a few figures. Percentiles are of all records together, of
 * merged histograms with 2 significant digits; NaN where none was timed.
 *
 * @param kind what it measures, see {@link LatencyKind}
 * @param timed records the percentiles speak of
 * @param negatives records stamped later than received: clocks differ
 * @param mostNegativeMillis how much later the latest of them: clocks differ by at least this
 * @param badTimestamps records whose stamp is no time at all
 */
public record LatencySummary(
    String kind,
    long timed,
    double p50Millis,
    double p90Millis,
    double p95Millis,
    double p99Millis,
    double p999Millis,
    double maxMillis,
    long negatives,
    long mostNegativeMillis,
    long badTimestamps) {}
