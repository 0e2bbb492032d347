package dev.weir.alert.lag;

import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What judging needs of one {@link LagSample}: how far one group had come on one partition at one
 * moment. All numbers are offsets (Redis: entries). Immutable, and small: a console keeps many of
 * each group and partition.
 */
public final class LagPoint {
  private static final long NOT_KNOWN = -1;

  private final long monotonicNanos;
  private final long committed;
  private final Position.@Nullable EntryId committedId;
  private final long end;
  private final long stableEnd;
  private final long logStart;
  private final long lag;
  private final boolean lagIsExact;
  private final boolean hasMembers;

  LagPoint(
      long monotonicNanos,
      OptionalLong committed,
      Optional<Position.EntryId> committedId,
      OptionalLong end,
      OptionalLong stableEnd,
      OptionalLong logStart,
      OptionalLong lag,
      boolean lagIsExact,
      boolean hasMembers) {
    this.monotonicNanos = monotonicNanos;
    this.committed = committed.orElse(NOT_KNOWN);
    this.committedId = committedId.orElse(null);
    this.end = end.orElse(NOT_KNOWN);
    this.stableEnd = stableEnd.orElse(NOT_KNOWN);
    this.logStart = logStart.orElse(NOT_KNOWN);
    this.lag = lag.orElse(NOT_KNOWN);
    this.lagIsExact = lagIsExact;
    this.hasMembers = hasMembers;
  }

  /** The point that {@code sample} is. */
  public static LagPoint of(LagSample sample) {
    OptionalLong lag =
        switch (sample.lag()) {
          case Lag.Exact exact -> OptionalLong.of(exact.records());
          case Lag.AtMost atMost -> OptionalLong.of(atMost.records());
          case Lag.Unknown _ -> OptionalLong.empty();
        };
    boolean hasMembers = sample.state() != GroupState.EMPTY && sample.state() != GroupState.DEAD;
    return new LagPoint(
        sample.monotonicNanos(),
        sample.committed(),
        sample.committedId(),
        sample.end(),
        sample.stableEnd(),
        sample.logStart(),
        lag,
        sample.lag() instanceof Lag.Exact,
        hasMembers);
  }

  /** A point of a group whose offsets are all known. */
  public static LagPoint of(
      long monotonicNanos, long committed, long end, long logStart, boolean hasMembers) {
    return new LagPoint(
        monotonicNanos,
        OptionalLong.of(committed),
        Optional.empty(),
        OptionalLong.of(end),
        OptionalLong.empty(),
        OptionalLong.of(logStart),
        OptionalLong.of(Math.max(0, end - committed)),
        true,
        hasMembers);
  }

  /** When, on {@code System.nanoTime()}'s clock. */
  public long monotonicNanos() {
    return monotonicNanos;
  }

  /** Next offset the group would read. */
  public OptionalLong committed() {
    return known(committed);
  }

  /** End of the partition. */
  public OptionalLong end() {
    return known(end);
  }

  /** End of what readers of committed records may get; known only where something waited. */
  public OptionalLong stableEnd() {
    return known(stableEnd);
  }

  /** First readable offset. */
  public OptionalLong logStart() {
    return known(logStart);
  }

  /** Records still to read; empty where nobody can know. */
  public OptionalLong lag() {
    return known(lag);
  }

  /** False where {@link #lag} is an upper bound, so that possibly nothing waits. */
  public boolean lagIsExact() {
    return lagIsExact;
  }

  /** Whether somebody belongs to the group. */
  public boolean hasMembers() {
    return hasMembers;
  }

  private static OptionalLong known(long value) {
    return value == NOT_KNOWN ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Unread records that are gone: the first readable offset lies after the committed one. */
  long lost() {
    return committed == NOT_KNOWN || logStart == NOT_KNOWN ? 0 : Math.max(0, logStart - committed);
  }

  /** How far the committed offset lies beyond the end, of another log than this one; else 0. */
  long ahead() {
    return committed == NOT_KNOWN || end == NOT_KNOWN ? 0 : Math.max(0, committed - end);
  }

  /** Records that wait for a transaction to end. */
  long blocked() {
    return end == NOT_KNOWN || stableEnd == NOT_KNOWN ? 0 : Math.max(0, end - stableEnd);
  }

  /** What a reader of committed records could still get; -1 where not known. */
  long stableLag() {
    return committed == NOT_KNOWN || stableEnd == NOT_KNOWN
        ? -1
        : Math.max(0, stableEnd - committed);
  }

  /** Negative if the group has come less far here than at {@code other}; 0 too if not known. */
  int compareProgress(LagPoint other) {
    if (committed != NOT_KNOWN && other.committed != NOT_KNOWN) {
      return Long.compare(committed, other.committed);
    }
    Position.EntryId here = committedId;
    Position.EntryId there = other.committedId;
    if (here != null && there != null) {
      int byMillis = Long.compare(here.millis(), there.millis());
      return byMillis != 0 ? byMillis : Long.compareUnsigned(here.sequence(), there.sequence());
    }
    return 0;
  }
}
