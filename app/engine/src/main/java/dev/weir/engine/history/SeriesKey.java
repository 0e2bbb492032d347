package dev.weir.engine.history;

import org.jspecify.annotations.Nullable;

/**
 * Names one series of measurements.
 *
 * @param metric what is measured, with its unit: "records-per-second", "latency-micros"
 * @param connection the connection's name; empty for all together
 * @param subject stream, or group and partition; empty for the whole connection
 */
public record SeriesKey(String metric, String connection, String subject) {
  // Written out, as it is a key of maps that are looked into all the time: what a record brings by
  // itself goes through method handles, which packages' one compiler does not make quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesKey that
        && metric.equals(that.metric)
        && subject.equals(that.subject)
        && connection.equals(that.connection);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * metric.hashCode() + connection.hashCode()) + subject.hashCode();
  }
}
