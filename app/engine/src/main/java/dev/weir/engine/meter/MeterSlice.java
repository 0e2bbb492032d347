package dev.weir.engine.meter;

import dev.weir.stream.TimestampType;
import java.util.EnumSet;
import java.util.Set;

/**
 * What passed in one stretch of time. Slices add up exactly.
 *
 * @param records read
 * @param bytes true length of keys, values and headers
 * @param negatives records stamped later than they were received: clocks differ. Counted, not timed
 * @param mostNegativeMillis how much later the latest of them was stamped; clocks differ by at
 *     least this
 * @param badTimestamps records stamped more than an hour ahead or ten years back. Not timed
 * @param stampedBy which timestamps were seen, one bit per {@link TimestampType#ordinal}, and
 *     {@link #APPLICATION}
 * @param latency of the records timed
 */
public record MeterSlice(
    long records,
    long bytes,
    long negatives,
    long mostNegativeMillis,
    long badTimestamps,
    int stampedBy,
    LatencyCounts latency) {
  /** The bit of {@code stampedBy} for moments that the application itself told. */
  static final int APPLICATION = 1 << 30;

  /** Nothing passed, though somebody watched. */
  public static final MeterSlice EMPTY = new MeterSlice(0, 0, 0, 0, 0, 0, LatencyCounts.NONE);

  /** Both together. */
  public MeterSlice plus(MeterSlice other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    return new MeterSlice(
        records + other.records,
        bytes + other.bytes,
        negatives + other.negatives,
        Math.max(mostNegativeMillis, other.mostNegativeMillis),
        badTimestamps + other.badTimestamps,
        stampedBy | other.stampedBy,
        latency.plus(other.latency));
  }

  private boolean isEmpty() {
    return (records | bytes | negatives | mostNegativeMillis | badTimestamps | stampedBy) == 0
        && latency.total() == 0;
  }

  /** The same records, untimed. */
  public MeterSlice withoutLatency() {
    return new MeterSlice(records, bytes, 0, 0, 0, 0, LatencyCounts.NONE);
  }

  /** What is known of latencies alone: an earlier run kept these. */
  public static MeterSlice ofLatency(
      LatencyCounts latency,
      long negatives,
      long mostNegativeMillis,
      long badTimestamps,
      Set<TimestampType> stampedBy,
      boolean byApplication) {
    int bits = byApplication ? APPLICATION : 0;
    for (TimestampType type : stampedBy) {
      bits |= bit(type);
    }
    return new MeterSlice(
        latency.total(), 0, negatives, mostNegativeMillis, badTimestamps, bits, latency);
  }

  /** Whether some were timed from a moment that the application itself told. */
  public boolean isByApplication() {
    return (stampedBy & APPLICATION) != 0;
  }

  @SuppressWarnings("EnumOrdinal") // One bit per type, never stored.
  static int bit(TimestampType type) {
    return 1 << type.ordinal();
  }

  /** Which timestamps were seen. */
  public Set<TimestampType> timestampTypes() {
    return timestampTypes(stampedBy);
  }

  static Set<TimestampType> timestampTypes(int bits) {
    Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    for (TimestampType type : TimestampType.values()) {
      if ((bits & bit(type)) != 0) {
        types.add(type);
      }
    }
    return types;
  }

  int heapBytes() {
    return 64 + latency.heapBytes();
  }
}
