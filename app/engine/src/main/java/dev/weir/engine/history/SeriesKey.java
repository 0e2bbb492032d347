package dev.weir.engine.history;

/**
 * Names one series of measurements.
 *
 * @param metric what is measured, with its unit: "records-per-second", "latency-micros"
 * @param connection the connection's name; empty for all together
 * @param subject stream, or group and partition; empty for the whole connection
 */
public record SeriesKey(String metric, String connection, String subject) {}
