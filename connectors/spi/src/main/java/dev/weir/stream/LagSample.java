package dev.weir.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one group has committed of one partition, and where that partition ends, at one moment. The
 * committed offset is read before the end, so lag errs upwards by what was produced in between.
 *
 * @param partition for a Redis group, partition 0 of its stream
 * @param committed next offset the group would read; Redis: entries read, 7.0 and later
 * @param committedId Redis: last delivered entry id
 * @param end end of the partition; Redis: entries ever added
 * @param logStart first readable offset
 * @param lag records still to read; share groups: as the broker computes it
 * @param lost unread records that retention has deleted, 0 where none
 * @param pending delivered and not acknowledged: Redis and share groups
 * @param oldestPendingIdle time since the longest waiting pending entry was last delivered
 * @param identity of the stream, as in {@link StreamInfo#identity}
 * @param atMillis epoch milliseconds of the console's clock when the broker answered
 * @param monotonicNanos {@code System.nanoTime()} of the same moment, for rates
 */
public record LagSample(
    GroupRef group,
    GroupKind kind,
    GroupState state,
    PartitionRef partition,
    OptionalLong committed,
    Optional<Position.EntryId> committedId,
    OptionalLong end,
    OptionalLong logStart,
    Lag lag,
    long lost,
    OptionalLong pending,
    Optional<Duration> oldestPendingIdle,
    String identity,
    long atMillis,
    long monotonicNanos) {}
