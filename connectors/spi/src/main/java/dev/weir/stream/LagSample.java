package dev.weir.stream;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one group has committed of one partition, and where that partition ends, at one moment. The
 * committed offset is read before the end, so lag errs upwards by what was produced in between; the
 * stable end and the log start are read after it.
 *
 * @param partition for a Redis group, partition 0 of its stream
 * @param committed next offset the group would read; Redis: entries read, 7.0 and later
 * @param committedId Redis: last delivered entry id
 * @param end end of the partition (Kafka: high watermark); Redis: entries ever added
 * @param stableEnd Kafka: end of what a reader of committed records may get (last stable offset),
 *     asked for only where something waits
 * @param logStart first readable offset
 * @param lag records still to read; share groups: as the broker computes it
 * @param lost unread records that retention has deleted, 0 where none
 * @param blocker who holds back the stable end, once that has stood still for a while
 * @param pending delivered and not acknowledged
 * @param retention when the broker deletes records of this partition, where it says so
 * @param identity of the stream, as in {@link StreamInfo#identity}
 * @param committedAtMillis epoch milliseconds of the console's clock when the broker told the
 *     commit
 * @param atMillis epoch milliseconds of the console's clock when the broker told the end
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
    OptionalLong stableEnd,
    OptionalLong logStart,
    Lag lag,
    long lost,
    Optional<Blocker> blocker,
    Optional<PendingEntries> pending,
    Optional<Retention> retention,
    String identity,
    long committedAtMillis,
    long atMillis,
    long monotonicNanos) {

  /**
   * Entries of a Redis group delivered and not acknowledged.
   *
   * @param entries how many
   * @param longestIdle time since the one that waits longest was last delivered, empty where none
   *     waits
   * @param oldestAge time since the oldest was added, by its id; empty where ids are no times
   * @param mostDeliveries how often the most often delivered was delivered
   */
  public record PendingEntries(
      long entries,
      Optional<Duration> longestIdle,
      Optional<Duration> oldestAge,
      OptionalLong mostDeliveries) {}

  /**
   * What the broker deletes of one partition without asking readers.
   *
   * @param millis records older than this; empty where they are kept forever
   * @param bytes what exceeds this size of the partition; empty where it may grow
   * @param partitionBytes the partition's size now, empty where the broker does not say
   */
  public record Retention(OptionalLong millis, OptionalLong bytes, OptionalLong partitionBytes) {}

  /** Records between the stable end and the end: of transactions that are not finished. */
  public OptionalLong blocked() {
    return end.isPresent() && stableEnd.isPresent()
        ? OptionalLong.of(Math.max(0, end.getAsLong() - stableEnd.getAsLong()))
        : OptionalLong.empty();
  }

  /** What a reader of committed records may still get; 0 for one that has read beyond. */
  public OptionalLong stableLag() {
    return committed.isPresent() && stableEnd.isPresent()
        ? OptionalLong.of(Math.max(0, stableEnd.getAsLong() - committed.getAsLong()))
        : OptionalLong.empty();
  }

  /** Unread offsets that are still there. */
  public OptionalLong readable() {
    if (committed.isEmpty() || end.isEmpty()) {
      return OptionalLong.empty();
    }
    long from = Math.max(committed.getAsLong(), logStart.orElse(0));
    return OptionalLong.of(Math.max(0, end.getAsLong() - from));
  }

  /** How far the commit lies beyond the end, 0 where it does not. */
  public long ahead() {
    return committed.isPresent() && end.isPresent()
        ? Math.max(0, committed.getAsLong() - end.getAsLong())
        : 0;
  }

  /** Without a commit, no more than this can wait: all that the partition holds. */
  public OptionalLong held() {
    return end.isPresent() && logStart.isPresent()
        ? OptionalLong.of(Math.max(0, end.getAsLong() - logStart.getAsLong()))
        : OptionalLong.empty();
  }

  /** The same with another lag, where more is known of it than the broker told. */
  public LagSample withLag(Lag better) {
    return new LagSample(
        group,
        kind,
        state,
        partition,
        committed,
        committedId,
        end,
        stableEnd,
        logStart,
        better,
        lost,
        blocker,
        pending,
        retention,
        identity,
        committedAtMillis,
        atMillis,
        monotonicNanos);
  }
}
