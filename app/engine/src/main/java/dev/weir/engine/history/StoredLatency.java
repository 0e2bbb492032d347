package dev.weir.engine.history;

import dev.weir.engine.meter.LatencyCounts;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.stream.TimestampType;
import java.util.Optional;
import java.util.Set;

/** What the history keeps of latencies, as slices that add up to what was measured. */
public final class StoredLatency {
  private StoredLatency() {}

  /** The distribution, without what it is of. */
  public static MeterSlice of(DistributionSlice stored) {
    return MeterSlice.ofLatency(LatencyCounts.of(stored.histogram()), 0, 0, 0, Set.of(), false);
  }

  /** What a figure tells of latencies; empty for figures of anything else. */
  public static Optional<MeterSlice> fact(Metric metric, FigureSlice slice) {
    long sum = Math.round(slice.sum());
    return switch (metric) {
      case NEGATIVES -> Optional.of(fact(sum, 0, 0, Set.of(), false));
      case MOST_NEGATIVE -> Optional.of(fact(0, Math.round(slice.max()), 0, Set.of(), false));
      case BAD_TIMESTAMPS -> Optional.of(fact(0, 0, sum, Set.of(), false));
      case BY_CREATE_TIME -> Optional.of(fact(0, 0, 0, Set.of(TimestampType.CREATE_TIME), false));
      case BY_LOG_APPEND_TIME ->
          Optional.of(fact(0, 0, 0, Set.of(TimestampType.LOG_APPEND_TIME), false));
      case BY_ENTRY_ID -> Optional.of(fact(0, 0, 0, Set.of(TimestampType.ENTRY_ID), false));
      case BY_APPLICATION -> Optional.of(fact(0, 0, 0, Set.of(), true));
      case RECORDS, DATA, FAILED, DIED, DEAD_LETTERS, CONSUMED, LAG_RECORDS, LAG_SECONDS, LATENCY ->
          Optional.empty();
    };
  }

  private static MeterSlice fact(
      long negatives,
      long mostNegativeMillis,
      long badTimestamps,
      Set<TimestampType> stampedBy,
      boolean byApplication) {
    return MeterSlice.ofLatency(
        LatencyCounts.NONE, negatives, mostNegativeMillis, badTimestamps, stampedBy, byApplication);
  }
}
