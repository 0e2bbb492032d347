package dev.weir.app.report;

import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.lag.LagTime;
import dev.weir.engine.lag.PartitionLag;
import dev.weir.stream.Blocker;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Lines of what is known of groups. */
final class LagLines {
  private LagLines() {}

  /** The partition, and what was concluded about it. */
  static LagLine of(
      PartitionLag lag, LagStatus status, Optional<Boolean> overLimit, long nowMillis) {
    LagSample sample = lag.sample();
    boolean redis = sample.kind() == GroupKind.REDIS;
    Optional<LagSample.PendingEntries> pending = sample.pending();
    return new LagLine(
        sample.group().connection(),
        sample.group().name(),
        sample.kind().label(),
        sample.state().label(),
        Optional.of(sample.partition().stream().name()),
        redis ? OptionalInt.empty() : OptionalInt.of(sample.partition().partition()),
        Optional.of(sample.identity()).filter(id -> !id.isEmpty()),
        sample.committed(),
        sample.end(),
        sample.stableEnd(),
        sample.logStart(),
        records(sample.lag()),
        bound(sample.lag()),
        sample.stableLag(),
        sample.blocked(),
        sample.blocker().map(LagLines::blockedBy),
        sample.readable(),
        sample.ahead(),
        sample.held(),
        lag.lagTime() instanceof LagTime.Known(long millis, String _)
            ? OptionalLong.of(millis)
            : OptionalLong.empty(),
        lag.lagTime() instanceof LagTime.Known(long _, String method)
            ? Optional.of(method)
            : Optional.empty(),
        overLimit,
        sample.lost(),
        status.label(),
        known(lag.consumedPerSecond()),
        known(lag.producedPerSecond()),
        seconds(lag.eta()),
        seconds(lag.deletion().map(due -> due.in())),
        lag.deletion().map(due -> due.by().label()),
        sample.retention().map(LagSample.Retention::millis).orElse(OptionalLong.empty()),
        sample.retention().map(LagSample.Retention::bytes).orElse(OptionalLong.empty()),
        pending.isPresent() ? OptionalLong.of(pending.get().entries()) : OptionalLong.empty(),
        millis(pending.flatMap(LagSample.PendingEntries::longestIdle)),
        millis(pending.flatMap(LagSample.PendingEntries::oldestAge)),
        pending.map(LagSample.PendingEntries::mostDeliveries).orElse(OptionalLong.empty()),
        why(sample.lag())
            .or(() -> status == LagStatus.UNKNOWN ? Optional.of(lag.why()) : Optional.empty()),
        Optional.of(Instant.ofEpochMilli(sample.committedAtMillis()).toString()),
        Optional.of(Instant.ofEpochMilli(sample.atMillis()).toString()),
        OptionalLong.of(Math.max(0, nowMillis - sample.atMillis())));
  }

  /** A group of which nothing is known but why. */
  static LagLine of(GroupInfo group, String why) {
    return new LagLine(
        group.group().connection(),
        group.group().name(),
        group.kind().label(),
        group.state().label(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        bound(new Lag.Unknown(why)),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        0,
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        LagStatus.UNKNOWN.label(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.of(why),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  private static LagLine.BlockedBy blockedBy(Blocker blocker) {
    return switch (blocker) {
      case Blocker.Transaction open ->
          new LagLine.BlockedBy(
              open.transactionalId(),
              OptionalLong.of(open.producerId()),
              OptionalInt.of(open.producerEpoch()),
              OptionalLong.of(open.firstOffset()),
              open.lastWriteMillis().isPresent()
                  ? Optional.of(Instant.ofEpochMilli(open.lastWriteMillis().getAsLong()).toString())
                  : Optional.empty(),
              open.state(),
              Optional.empty());
      case Blocker.NotTold(String why) ->
          new LagLine.BlockedBy(
              Optional.empty(),
              OptionalLong.empty(),
              OptionalInt.empty(),
              OptionalLong.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(why));
    };
  }

  static OptionalLong records(Lag lag) {
    return switch (lag) {
      case Lag.Exact(long records) -> OptionalLong.of(records);
      case Lag.AtMost(long records, String _) -> OptionalLong.of(records);
      case Lag.Unknown _ -> OptionalLong.empty();
    };
  }

  private static String bound(Lag lag) {
    return switch (lag) {
      case Lag.Exact _ -> "exact";
      case Lag.AtMost _ -> "at most";
      case Lag.Unknown _ -> "unknown";
    };
  }

  private static Optional<String> why(Lag lag) {
    return switch (lag) {
      case Lag.Exact _ -> Optional.empty();
      case Lag.AtMost(long _, String why) -> Optional.of(why);
      case Lag.Unknown(String why) -> Optional.of(why);
    };
  }

  private static OptionalDouble known(OptionalDouble value) {
    return value.isPresent() ? Figures.known(value.getAsDouble()) : value;
  }

  private static OptionalDouble seconds(Optional<Duration> time) {
    return time.isPresent()
        ? Figures.known(time.get().toMillis() / 1_000.0)
        : OptionalDouble.empty();
  }

  private static OptionalLong millis(Optional<Duration> time) {
    return time.isPresent() ? OptionalLong.of(time.get().toMillis()) : OptionalLong.empty();
  }
}
