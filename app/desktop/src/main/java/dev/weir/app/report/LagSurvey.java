package dev.weir.app.report;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagPoint;
import dev.weir.alert.lag.LagStatus;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.stream.Connector;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Measures groups of one connection again and again, and judges each by what it has seen of it so
 * far. Blocks; confined to one thread.
 */
public final class LagSurvey {
  private static final int MOST_POINTS = 240;

  private final Connector connector;
  private final Map<Measured, List<LagPoint>> seen = new HashMap<>();

  public LagSurvey(Connector connector) {
    this.connector = connector;
  }

  /** Measures without telling, so that a later {@link #lines} can judge. */
  public void look(Collection<GroupInfo> groups) {
    samples(groups);
  }

  /** Measures, and tells of each group and partition. */
  public List<LagLine> lines(Collection<GroupInfo> groups) {
    List<LagSample> samples = samples(groups);
    List<LagSample> lagging = samples.stream().filter(LagSurvey::mayLag).toList();
    Map<LagSample, Long> unreadSince =
        lagging.isEmpty() ? Map.of() : connector.unreadSinceMillis(lagging);
    var lines = new ArrayList<LagLine>();
    for (LagSample sample : samples) {
      lines.add(line(sample, Optional.ofNullable(unreadSince.get(sample))));
    }
    lines.sort(
        Comparator.comparing(LagLine::group)
            .thenComparing(LagLine::stream)
            .thenComparingInt(line -> line.partition().orElse(0)));
    return lines;
  }

  private List<LagSample> samples(Collection<GroupInfo> groups) {
    List<LagSample> samples = connector.lag(groups);
    for (LagSample sample : samples) {
      List<LagPoint> points =
          seen.computeIfAbsent(
              new Measured(sample.group(), sample.partition(), sample.identity()),
              _ -> new ArrayList<>());
      points.add(LagPoint.of(sample));
      if (points.size() > MOST_POINTS) {
        points.removeFirst();
      }
    }
    return samples;
  }

  private LagLine line(LagSample sample, Optional<Long> unreadSinceMillis) {
    List<LagPoint> points =
        seen.getOrDefault(
            new Measured(sample.group(), sample.partition(), sample.identity()), List.of());
    LagVerdict verdict = LagJudge.STANDARD.judge(points, sample.monotonicNanos());
    LagStatus status =
        verdict.status() == LagStatus.UNKNOWN ? atFirstSight(sample) : verdict.status();
    boolean caughtUp = sample.lag() instanceof Lag.Exact(long records) && records == 0;
    return line(
        sample,
        status,
        caughtUp
            ? OptionalLong.of(0)
            : unreadSinceMillis
                .map(since -> OptionalLong.of(Math.max(0, sample.atMillis() - since)))
                .orElse(OptionalLong.empty()),
        caughtUp
            ? Optional.of("caught up")
            : unreadSinceMillis.map(_ -> isRedis(sample) ? "entry id" : "timestamp"),
        verdict.eta());
  }

  /** The sample, and what was concluded from it. */
  static LagLine line(
      LagSample sample,
      LagStatus status,
      OptionalLong lagMillis,
      Optional<String> lagMillisMethod,
      Optional<Duration> eta) {
    return new LagLine(
        sample.group().connection(),
        sample.group().name(),
        sample.kind().label(),
        sample.state().label(),
        sample.partition().stream().name(),
        isRedis(sample) ? OptionalInt.empty() : OptionalInt.of(sample.partition().partition()),
        sample.committed(),
        sample.end(),
        sample.logStart(),
        records(sample),
        bound(sample),
        lagMillis,
        lagMillisMethod,
        sample.lost(),
        status.label(),
        eta.isPresent() ? Figures.known(eta.get().toMillis() / 1_000.0) : OptionalDouble.empty(),
        sample.pending(),
        why(sample),
        Instant.ofEpochMilli(sample.atMillis()).toString());
  }

  /** What one sample alone can tell. */
  private static LagStatus atFirstSight(LagSample sample) {
    if (sample.lost() > 0) {
      return LagStatus.DATA_LOST;
    }
    return switch (sample.lag()) {
      case Lag.Exact(long records) -> records == 0 ? LagStatus.CAUGHT_UP : LagStatus.BEHIND;
      case Lag.AtMost(long records, String _) ->
          records == 0 ? LagStatus.CAUGHT_UP : LagStatus.BEHIND;
      case Lag.Unknown _ -> LagStatus.UNKNOWN;
    };
  }

  private static boolean mayLag(LagSample sample) {
    return !(sample.lag() instanceof Lag.Exact(long records) && records == 0);
  }

  private static OptionalLong records(LagSample sample) {
    return switch (sample.lag()) {
      case Lag.Exact(long records) -> OptionalLong.of(records);
      case Lag.AtMost(long records, String _) -> OptionalLong.of(records);
      case Lag.Unknown _ -> OptionalLong.empty();
    };
  }

  private static String bound(LagSample sample) {
    return switch (sample.lag()) {
      case Lag.Exact _ -> "exact";
      case Lag.AtMost _ -> "at most";
      case Lag.Unknown _ -> "unknown";
    };
  }

  private static Optional<String> why(LagSample sample) {
    return switch (sample.lag()) {
      case Lag.Exact _ -> Optional.empty();
      case Lag.AtMost(long _, String why) -> Optional.of(why);
      case Lag.Unknown(String why) -> Optional.of(why);
    };
  }

  private static boolean isRedis(LagSample sample) {
    return switch (sample.kind()) {
      case REDIS -> true;
      case CLASSIC, CONSUMER, SHARE, STREAMS, SIMPLE, UNKNOWN -> false;
    };
  }

  private record Measured(GroupRef group, PartitionRef partition, String identity) {}
}
