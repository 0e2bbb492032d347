package dev.weir.engine.history;

import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What is stored, and how its seconds become minutes. */
public enum Metric {
  RECORDS("records-per-second", false),
  DATA("data-per-second", false),
  FAILED("failed-per-second", false),
  DIED("died-per-second", false),
  DEAD_LETTERS("dead-letters", true),
  CONSUMED("consumed-per-second", false),
  LAG_RECORDS("lag-records", true),
  LAG_SECONDS("lag-seconds", true),
  /** The only distribution; the figures below say what it is of. */
  LATENCY("latency-micros", false),
  NEGATIVES("latency-negatives", false),
  /** How far below 0 the lowest latency was, in milliseconds. */
  MOST_NEGATIVE("latency-most-negative-millis", true),
  BAD_TIMESTAMPS("latency-bad-timestamps", false),
  BY_CREATE_TIME("latency-by-create-time", false),
  BY_LOG_APPEND_TIME("latency-by-log-append-time", false),
  BY_ENTRY_ID("latency-by-entry-id", false),
  BY_APPLICATION("latency-by-application", false);

  private static final String ALL = "";

  private final String id;
  private final boolean peak;

  Metric(String id, boolean peak) {
    this.id = id;
    this.peak = peak;
  }

  /** Whether a minute shows its highest second; else the mean of those that had a figure. */
  public boolean isPeak() {
    return peak;
  }

  /** All that is kept of latencies. */
  public static Set<Metric> ofLatency() {
    return EnumSet.of(
        LATENCY,
        NEGATIVES,
        MOST_NEGATIVE,
        BAD_TIMESTAMPS,
        BY_CREATE_TIME,
        BY_LOG_APPEND_TIME,
        BY_ENTRY_ID,
        BY_APPLICATION);
  }

  /** Of all connections together. */
  public SeriesKey ofAll() {
    return new SeriesKey(id, ALL, ALL);
  }

  public SeriesKey of(StreamRef stream) {
    return new SeriesKey(id, stream.connection(), stream.name());
  }

  public SeriesKey of(GroupRef group) {
    return new SeriesKey(id, group.connection(), group.name());
  }

  /** Of one stream, or of all together. */
  public SeriesKey of(Optional<StreamRef> stream) {
    return stream.map(this::of).orElseGet(this::ofAll);
  }

  /** What is counted of latencies whose records were stamped so. */
  public static Optional<Metric> by(TimestampType type) {
    return switch (type) {
      case CREATE_TIME -> Optional.of(BY_CREATE_TIME);
      case LOG_APPEND_TIME -> Optional.of(BY_LOG_APPEND_TIME);
      case ENTRY_ID -> Optional.of(BY_ENTRY_ID);
      case NONE -> Optional.empty();
    };
  }

  /** Empty for what a later version stored. */
  public static Optional<Metric> of(SeriesKey key) {
    for (Metric metric : values()) {
      if (metric.id.equals(key.metric())) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }

  /** Whether {@code key} is of all connections together. */
  public static boolean isOfAll(SeriesKey key) {
    return key.connection().equals(ALL);
  }
}
