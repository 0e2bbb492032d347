package dev.weir.alert.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every window, however odd. */
class LagJudgePropertiesTest {
  private record Step(int millis, int consumed, int produced, int deleted, boolean members) {}

  @Provide
  Arbitrary<List<LagPoint>> windows() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.integers().between(1, 20_000),
                Arbitraries.integers().between(-50, 200),
                Arbitraries.integers().between(0, 200),
                Arbitraries.integers().between(0, 120),
                Arbitraries.of(true, true, false))
            .as(Step::new);
    return step.list()
        .ofMaxSize(60)
        .map(
            steps -> {
              List<LagPoint> points = new ArrayList<>();
              long at = 0;
              long committed = 0;
              long end = 0;
              long start = 0;
              for (Step one : steps) {
                at += one.millis();
                end += one.produced();
                committed = Math.clamp(committed + one.consumed(), 0, end);
                start = Math.min(end, start + one.deleted());
                points.add(LagPoint.of(at * 1_000_000, committed, end, start, one.members()));
              }
              return points;
            });
  }

  @Property
  void belowCompletenessNothingIsSaid(@ForAll("windows") List<LagPoint> points) {
    LagVerdict verdict = LagJudge.STANDARD.judge(points, now(points));
    if (verdict.completeness() < 1) {
      assertThat(verdict.status())
          .isIn(LagStatus.UNKNOWN, LagStatus.CAUGHT_UP, LagStatus.DATA_LOST);
      assertThat(verdict.rates()).isEqualTo(LagRates.UNKNOWN);
      assertThat(verdict.eta()).isEmpty();
    }
    assertThat(verdict.status() == LagStatus.UNKNOWN).isEqualTo(!verdict.reason().isEmpty());
  }

  @Property
  void aCompleteWindowHasAVerdict(@ForAll("windows") List<LagPoint> points) {
    if (points.size() >= 4 && widestGap(points) < 4_000 && span(points) > 20_000) {
      assertThat(LagJudge.STANDARD.judge(points, now(points)).status())
          .isNotEqualTo(LagStatus.UNKNOWN);
    }
  }

  @Property
  void judgingTwiceGivesTheSame(@ForAll("windows") List<LagPoint> points) {
    assertThat(LagJudge.STANDARD.judge(points, now(points)))
        .isEqualTo(LagJudge.STANDARD.judge(List.copyOf(points), now(points)));
  }

  @Property
  void withLagZeroInTheWindowNothingIsStalled(@ForAll("windows") List<LagPoint> points) {
    long from = now(points) - LagJudge.STANDARD.window().toNanos();
    boolean everZero =
        points.stream()
            .filter(point -> point.monotonicNanos() >= from)
            .anyMatch(point -> point.lag().orElse(1) == 0);
    LagVerdict verdict = LagJudge.STANDARD.judge(points, now(points));
    // A pause may hide the older part of the window, so only what certainly counts is looked at.
    if (everZero && widestGap(points) < 4_000) {
      assertThat(verdict.status()).isNotEqualTo(LagStatus.STALLED);
    }
  }

  @Property
  void thereIsAnEndInSightOnlyWhileTheLagDrains(@ForAll("windows") List<LagPoint> points) {
    LagVerdict verdict = LagJudge.STANDARD.judge(points, now(points));
    verdict
        .eta()
        .ifPresent(
            eta -> {
              assertThat(verdict.rates().growthPerSecond().orElseThrow()).isNegative();
              assertThat(eta).isPositive();
            });
  }

  @Property
  void nothingWaitsWhereItIsCaughtUpAndSomethingWhereItIsNot(
      @ForAll("windows") List<LagPoint> points) {
    LagVerdict verdict = LagJudge.STANDARD.judge(points, now(points));
    if (points.isEmpty() || verdict.completeness() < 1) {
      return;
    }
    if (points.getLast().lag().orElseThrow() == 0) {
      assertThat(verdict.status())
          .isIn(LagStatus.CAUGHT_UP, LagStatus.DATA_LOST, LagStatus.UNKNOWN);
    }
  }

  @Property
  void noClockReadingCounts(@ForAll("windows") List<LagPoint> points, @ForAll long shift) {
    long nanos = shift / 4;
    List<LagPoint> shifted =
        points.stream()
            .map(
                point ->
                    LagPoint.of(
                        point.monotonicNanos() + nanos,
                        point.committed().orElseThrow(),
                        point.end().orElseThrow(),
                        point.logStart().orElseThrow(),
                        point.hasMembers()))
            .toList();
    assertThat(LagJudge.STANDARD.judge(shifted, now(points) + nanos))
        .isEqualTo(LagJudge.STANDARD.judge(points, now(points)));
  }

  private static long now(List<LagPoint> points) {
    return points.isEmpty() ? 0 : points.getLast().monotonicNanos();
  }

  private static long span(List<LagPoint> points) {
    return (points.getLast().monotonicNanos() - points.getFirst().monotonicNanos()) / 1_000_000;
  }

  private static long widestGap(List<LagPoint> points) {
    long widest = 0;
    for (int i = 1; i < points.size(); i++) {
      widest =
          Math.max(
              widest,
              (points.get(i).monotonicNanos() - points.get(i - 1).monotonicNanos()) / 1_000_000);
    }
    return widest;
  }
}
