package dev.weir.alert.lag;

import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.Position;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What judging needs of one {@link LagSample}: how far one group had come on one partition at one
 * moment. All numbers are offsets (Redis: entries).
 *
 * @param monotonicNanos when, on {@code System.nanoTime()}'s clock
 * @param committed next offset the group would read
 * @param committedId where the group stands when offsets are not known: a Redis group's last
 *     delivered id
 * @param end end of the partition
 * @param logStart first readable offset
 * @param lag records still to read; empty where nobody can know
 * @param lagIsExact false where {@code lag} is an upper bound, so that possibly nothing waits
 * @param hasMembers whether somebody belongs to the group
 */
public record LagPoint(
    long monotonicNanos,
    OptionalLong committed,
    Optional<Position.EntryId> committedId,
    OptionalLong end,
    OptionalLong logStart,
    OptionalLong lag,
    boolean lagIsExact,
    boolean hasMembers) {

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
        OptionalLong.of(logStart),
        OptionalLong.of(Math.max(0, end - committed)),
        true,
        hasMembers);
  }

  /** Unread records that are gone: the first readable offset lies after the committed one. */
  long lost() {
    return committed.isPresent() && logStart.isPresent()
        ? Math.max(0, logStart.getAsLong() - committed.getAsLong())
        : 0;
  }

  /** Whether the committed offset lies beyond the end: of another log than this one. */
  boolean isAhead() {
    return committed.isPresent() && end.isPresent() && committed.getAsLong() > end.getAsLong();
  }

  /** Negative if the group has come less far here than at {@code other}; 0 too if not known. */
  int compareProgress(LagPoint other) {
    if (committed.isPresent() && other.committed.isPresent()) {
      return Long.compare(committed.getAsLong(), other.committed.getAsLong());
    }
    if (committedId.isPresent() && other.committedId.isPresent()) {
      Position.EntryId here = committedId.get();
      Position.EntryId there = other.committedId.get();
      int byMillis = Long.compare(here.millis(), there.millis());
      return byMillis != 0 ? byMillis : Long.compareUnsigned(here.sequence(), there.sequence());
    }
    return 0;
  }
}
