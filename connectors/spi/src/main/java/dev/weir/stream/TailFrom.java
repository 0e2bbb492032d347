package dev.weir.stream;

import java.time.Instant;

/** Where reading begins, in every partition of the streams opened. */
public sealed interface TailFrom {
  /** Only what arrives from now on. */
  record Latest() implements TailFrom {}

  /** The oldest record still there. */
  record Earliest() implements TailFrom {}

  /** The newest records: {@code records / partitions} back from the end in each partition. */
  record Newest(long records) implements TailFrom {}

  /** The same Kafka offset in every partition; for Redis, the entry-id milliseconds. */
  record AtOffset(long offset) implements TailFrom {}

  /** One record's place; other partitions are not read. */
  record At(Position position) implements TailFrom {}

  /** The first record whose timestamp is not before {@code time}. */
  record Since(Instant time) implements TailFrom {}

  /** Where a group would go on: its committed offsets, or its last delivered id. */
  record Committed(String group) implements TailFrom {}
}
