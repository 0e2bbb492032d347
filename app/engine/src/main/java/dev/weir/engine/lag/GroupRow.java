package dev.weir.engine.lag;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One group in the table: the worst or the sum over its partitions.
 *
 * @param streams names of the streams it reads
 * @param members -1 where unknown
 * @param growthPerSecond records of lag gained per second, negative while it drains
 * @param eta time until it has caught up at the present rates
 * @param sentence the worst partition's state in words
 * @param deletion when retention deletes the first unread record, unless it is read before
 * @param ageMillis age of the newest sample
 * @param spark lag in records over the last five minutes, oldest first
 */
public record GroupRow(
    GroupRef group,
    GroupKind kind,
    GroupState state,
    List<String> streams,
    int members,
    Lag lag,
    LagTime lagTime,
    OptionalDouble consumedPerSecond,
    OptionalDouble growthPerSecond,
    Optional<Duration> eta,
    LagStatus status,
    Severity severity,
    String sentence,
    long lost,
    OptionalLong pending,
    Optional<DeletionDue> deletion,
    long ageMillis,
    float[] spark) {
  public GroupRow {
    streams = List.copyOf(streams);
  }

  /** The same, seen later. */
  GroupRow aged(long ageMillisNow, float[] sparkNow) {
    return new GroupRow(
        group,
        kind,
        state,
        streams,
        members,
        lag,
        lagTime,
        consumedPerSecond,
        growthPerSecond,
        eta,
        status,
        severity,
        sentence,
        lost,
        pending,
        deletion,
        ageMillisNow,
        sparkNow);
  }
}
