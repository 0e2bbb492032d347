package dev.weir.engine.lag;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagRates;
import dev.weir.alert.lag.LagSentence;
import dev.weir.alert.lag.LagStatus;
import dev.weir.alert.lag.LagTrend;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.LagBoard.Judged;
import dev.weir.engine.lag.LagBoard.JudgedGroup;
import dev.weir.stream.Blocker;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Makes one row of a group's partitions: sums where they add up, the worst where they do not. */
final class GroupRows {
  private static final Duration NOTHING = Duration.ZERO;

  private GroupRows() {}

  /** A row and the sentence it holds, in pieces. */
  record Told(GroupRow row, LagSentence words) {}

  static Told of(JudgedGroup group, int members, LagLimits limits, long nowMillis, float[] spark) {
    List<Judged> partitions = group.partitions();
    Lag lag = sum(group);
    LagTime time = longest(group);
    Optional<Judged> worst = worst(partitions);
    LagVerdict verdict = together(partitions, worst, lag);
    var streams = new TreeSet<String>();
    long lost = 0;
    long newestAt = 0;
    OptionalLong pending = OptionalLong.empty();
    for (Judged partition : partitions) {
      LagSample sample = partition.lag().sample();
      streams.add(sample.partition().stream().name());
      lost += sample.lost();
      newestAt = Math.max(newestAt, sample.atMillis());
      if (sample.pending().isPresent()) {
        pending = OptionalLong.of(pending.orElse(0) + sample.pending().get().entries());
      }
    }
    lost += group.counted().lost();
    newestAt = Math.max(newestAt, group.counted().newestAtMillis());
    Optional<DeletionDue> deletion = soonest(partitions);
    LagSentence words =
        verdict.words(
            group.info().group().name(),
            place(partitions, worst),
            asDuration(time),
            worst.flatMap(judged -> judged.lag().sample().blocker()).flatMap(Blocker::name),
            deletion);
    GroupRow row =
        new GroupRow(
            group.info().group(),
            group.info().kind(),
            group.info().state(),
            List.copyOf(streams),
            members,
            lag,
            time,
            verdict.rates().consumedPerSecond(),
            verdict.rates().growthPerSecond(),
            verdict.eta(),
            verdict.status(),
            limits.severity(verdict.status(), time),
            words.text(),
            lost,
            pending,
            deletion,
            newestAt == 0 ? -1 : Math.max(0, nowMillis - newestAt),
            spark);
    return new Told(row, words);
  }

  private static Lag sum(JudgedGroup group) {
    if (group.refusal().isPresent()
        && (group.partitions().isEmpty()
            || group.refusal().get() instanceof ConnectorFailure.Unauthorized)) {
      return new Lag.Unknown(group.refusal().get().sentence());
    }
    LagBoard.Counted counted = group.counted();
    if (group.partitions().isEmpty() && counted.partitions() == 0) {
      return new Lag.Unknown(
          group.measured()
              ? "The group has committed nothing."
              : "The group has not been measured yet.");
    }
    long records = counted.lag();
    boolean known = counted.partitions() > 0;
    Optional<String> atMost = Optional.empty();
    String why = "";
    for (Judged partition : group.partitions()) {
      switch (partition.lag().sample().lag()) {
        case Lag.Exact exact -> {
          records += exact.records();
          known = true;
        }
        case Lag.AtMost bound -> {
          records += bound.records();
          known = true;
          atMost = Optional.of(bound.why());
        }
        case Lag.Unknown unknown -> why = unknown.why();
      }
    }
    if (!known) {
      return new Lag.Unknown(why);
    }
    return atMost.isPresent() ? new Lag.AtMost(records, atMost.get()) : new Lag.Exact(records);
  }

  private static Optional<DeletionDue> soonest(List<Judged> partitions) {
    Optional<DeletionDue> soonest = Optional.empty();
    for (Judged partition : partitions) {
      Optional<DeletionDue> due = partition.lag().deletion();
      if (due.isPresent()
          && (soonest.isEmpty() || due.get().in().compareTo(soonest.get().in()) < 0)) {
        soonest = due;
      }
    }
    return soonest;
  }

  private static LagTime longest(JudgedGroup group) {
    List<Judged> partitions = group.partitions();
    LagTime longest =
        group.counted().partitions() > 0 && group.counted().lag() == 0
            ? LagTime.CAUGHT_UP
            : new LagTime.Unknown("Nothing has been committed.");
    for (Judged partition : partitions) {
      LagTime time = partition.lag().lagTime();
      if (time instanceof LagTime.Known known) {
        if (!(longest instanceof LagTime.Known other) || known.millis() > other.millis()) {
          longest = known;
        }
      } else if (!(longest instanceof LagTime.Known)) {
        longest = time;
      }
    }
    return longest;
  }

  /** What is known to be bad comes before what is not known. */
  private static Optional<Judged> worst(Collection<Judged> partitions) {
    return partitions.stream()
        .max(
            Comparator.comparingInt((Judged judged) -> rank(judged.verdict().status()))
                .thenComparing(judged -> asDuration(judged.lag().lagTime()).orElse(NOTHING))
                .thenComparingLong(judged -> judged.verdict().lag().orElse(0)));
  }

  @SuppressWarnings("EnumOrdinal") // Statuses are ordered from good to bad.
  private static int rank(LagStatus status) {
    return status == LagStatus.UNKNOWN ? -1 : status.ordinal();
  }

  private static LagVerdict together(List<Judged> partitions, Optional<Judged> worst, Lag lag) {
    if (worst.isEmpty() && lag instanceof Lag.Exact(long records) && records == 0) {
      return new LagVerdict(
          LagStatus.CAUGHT_UP,
          LagTrend.UNKNOWN,
          LagRates.UNKNOWN,
          OptionalLong.of(0),
          0,
          Optional.empty(),
          Duration.ZERO,
          1,
          "");
    }
    if (worst.isEmpty()) {
      return new LagVerdict(
          LagStatus.UNKNOWN,
          LagTrend.UNKNOWN,
          LagRates.UNKNOWN,
          OptionalLong.empty(),
          0,
          Optional.empty(),
          Duration.ZERO,
          0,
          lag instanceof Lag.Unknown unknown
              ? unknown.why()
              : "So many partitions lag that these are only counted.");
    }
    LagVerdict lead = worst.get().verdict();
    OptionalDouble consumed = OptionalDouble.empty();
    OptionalDouble produced = OptionalDouble.empty();
    OptionalDouble growth = OptionalDouble.empty();
    boolean allGrowthKnown = true;
    boolean allDrain = true;
    long lost = 0;
    Optional<Duration> eta = Optional.empty();
    for (Judged partition : partitions) {
      LagVerdict verdict = partition.verdict();
      consumed = plus(consumed, verdict.rates().consumedPerSecond());
      produced = plus(produced, verdict.rates().producedPerSecond());
      growth = plus(growth, verdict.rates().growthPerSecond());
      lost += verdict.lost();
      if (verdict.status() != LagStatus.CAUGHT_UP) {
        allGrowthKnown &= verdict.rates().growthPerSecond().isPresent();
        allDrain &= verdict.eta().isPresent();
        if (verdict.eta().isPresent()
            && (eta.isEmpty() || verdict.eta().get().compareTo(eta.get()) > 0)) {
          eta = verdict.eta();
        }
      }
    }
    if (!allDrain) {
      eta = Optional.empty();
    }
    LagTrend trend = lead.trend();
    boolean rateFits =
        growth.isPresent()
            && allGrowthKnown
            && (trend != LagTrend.GROWING || growth.getAsDouble() > 0)
            && (trend != LagTrend.DRAINING || growth.getAsDouble() < 0);
    OptionalLong records =
        switch (lag) {
          case Lag.Exact exact -> OptionalLong.of(exact.records());
          case Lag.AtMost atMost -> OptionalLong.of(atMost.records());
          case Lag.Unknown _ -> OptionalLong.empty();
        };
    return new LagVerdict(
        lead.status(),
        trend,
        new LagRates(consumed, produced, rateFits ? growth : lead.rates().growthPerSecond()),
        records,
        lost,
        eta,
        lead.sinceProgress(),
        lead.completeness(),
        lead.reason());
  }

  /** The stream, and the partition if it is the only one of several that does badly. */
  private static String place(List<Judged> partitions, Optional<Judged> worst) {
    if (worst.isEmpty()) {
      return "any stream";
    }
    LagSample sample = worst.get().lag().sample();
    if (worst.get().verdict().status() == LagStatus.CAUGHT_UP
        && partitions.stream()
            .anyMatch(
                other ->
                    !other.lag().sample().partition().stream()
                        .equals(sample.partition().stream()))) {
      // Which of them is worst changes with every sample, and is of no interest.
      return "all its streams";
    }
    String stream = sample.partition().stream().name();
    List<Judged> others = new ArrayList<>(partitions);
    others.remove(worst.get());
    others.removeIf(
        other -> !other.lag().sample().partition().stream().equals(sample.partition().stream()));
    boolean alone =
        !others.isEmpty()
            && others.stream().allMatch(o -> o.verdict().status() == LagStatus.CAUGHT_UP)
            && worst.get().verdict().status() != LagStatus.CAUGHT_UP;
    return alone ? stream + " partition " + sample.partition().partition() : stream;
  }

  private static OptionalDouble plus(OptionalDouble sum, OptionalDouble more) {
    return more.isEmpty() ? sum : OptionalDouble.of(sum.orElse(0) + more.getAsDouble());
  }

  static Optional<Duration> asDuration(LagTime time) {
    return time instanceof LagTime.Known(long millis, _)
        ? Optional.of(Duration.ofMillis(millis))
        : Optional.empty();
  }

  /** Worst first: for lists without a query. */
  static int severityRank(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 3;
      case WARNING -> 2;
      case UNKNOWN -> 1;
      case OK -> 0;
    };
  }
}
