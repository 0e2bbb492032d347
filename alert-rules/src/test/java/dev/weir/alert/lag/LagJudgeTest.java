package dev.weir.alert.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagJudgeTest {
  private static final int SETTLED = 130;

  @ParameterizedTest(name = "commits every {0} ms, looked at every {1} ms")
  @CsvSource({"5000,1000", "5000,2000", "5000,5000", "5000,15000", "100,2000", "1000,2000"})
  void aGroupThatKeepsUpIsCaughtUpWhereverItsStaircaseStands(int commit, int sample) {
    for (int seed = 0; seed < 20; seed++) {
      GroupSimulation group = new GroupSimulation(seed, commit, sample, 0, 1000);
      assertThat(statusesOver(group, 240)).as("seed %d", seed).containsExactly(LagStatus.CAUGHT_UP);
    }
  }

  @ParameterizedTest(name = "commits every {0} ms, looked at every {1} ms")
  @CsvSource({"5000,1000", "5000,2000", "5000,5000", "5000,15000", "1000,2000"})
  void aGroupAlwaysAMinuteBehindIsBehindAndNeverStalled(int commit, int sample) {
    for (int seed = 0; seed < 20; seed++) {
      GroupSimulation group = new GroupSimulation(seed, commit, sample, 60_000, 1000);
      assertThat(statusesOver(group, 240)).as("seed %d", seed).containsExactly(LagStatus.BEHIND);
      assertThat(group.verdict().eta()).as("a steady lag has no end in sight").isEmpty();
    }
  }

  @Test
  void aGroupThatReadsSlowerThanIsProducedFallsBehindAndNeverDrains() {
    GroupSimulation group = new GroupSimulation(1, 5000, 2000, 60_000, 1000);
    group.consumeRate = 100;
    assertThat(statusesOver(group, 120)).containsExactly(LagStatus.FALLING_BEHIND);
    LagVerdict verdict = group.verdict();
    assertThat(verdict.rates().growthPerSecond().orElseThrow()).isBetween(850.0, 950.0);
    assertThat(verdict.rates().consumedPerSecond().orElseThrow()).isBetween(80.0, 120.0);
    assertThat(verdict.rates().producedPerSecond().orElseThrow()).isBetween(980.0, 1020.0);
    assertThat(verdict.eta()).isEmpty();
    assertThat(verdict.sentence("billing", "orders-3", Optional.of(Duration.ofSeconds(250))))
        .matches(
            "billing is 4 min 10 s behind on orders-3, growing \\d{3}/s; never drains at this"
                + " rate");
  }

  @Test
  void aGroupThatReadsFasterThanIsProducedTellsWhenItWillBeDone() {
    GroupSimulation group = new GroupSimulation(2, 5000, 2000, 600_000, 1000);
    group.consumeRate = 3000;
    group.run(120);
    LagVerdict verdict = group.verdict();
    assertThat(verdict.status()).isEqualTo(LagStatus.BEHIND);
    assertThat(verdict.trend()).isEqualTo(LagTrend.DRAINING);
    long lag = verdict.lag().orElseThrow();
    assertThat(verdict.eta().orElseThrow().toMillis() / 1000.0)
        .isBetween(lag / 2000.0 * 0.9, lag / 2000.0 * 1.1);
    assertThat(verdict.sentence("billing", "orders", Optional.empty()))
        .contains("records behind on orders, draining", "caught up in about");
  }

  @Test
  void membersThatCommitNothingNewAreStalledAfterThreeOfTheirSteps() {
    GroupSimulation group = new GroupSimulation(3, 5000, 1000, 60_000, 1000);
    group.run(SETTLED);
    group.consumeRate = 0;
    group.run(8);
    assertThat(group.verdict().status()).as("one late commit").isEqualTo(LagStatus.BEHIND);
    group.run(18);
    assertThat(group.verdict().status()).isEqualTo(LagStatus.STALLED);
    assertThat(group.verdict().rates().consumedPerSecond()).hasValue(0);
    assertThat(group.verdict().eta()).isEmpty();
    assertThat(statusesOver(group, 200)).containsExactly(LagStatus.STALLED);
    assertThat(group.verdict().sentence("billing", "orders", Optional.of(Duration.ofHours(2))))
        .startsWith("billing is stalled on orders: it has members but has read nothing for ")
        .contains("the oldest for 2 h");
  }

  @Test
  void aPartitionThatWaitsForItsTurnIsNotStalledAndOneLeftAloneForLongIs() {
    GroupSimulation group = new GroupSimulation(3, 5000, 1000, 60_000, 1000);
    group.run(SETTLED);
    group.consumeRate = 0;
    group.run(40);
    LagVerdict stalled = group.verdict();
    assertThat(stalled.status()).isEqualTo(LagStatus.STALLED);
    assertThat(LagJudge.STANDARD.inTurn(stalled, Duration.ofSeconds(18)).status())
        .as("the group reads elsewhere")
        .isIn(LagStatus.BEHIND, LagStatus.FALLING_BEHIND);
    assertThat(LagJudge.STANDARD.inTurn(stalled, stalled.sinceProgress()).status())
        .as("the group reads nowhere")
        .isEqualTo(LagStatus.STALLED);
    group.run(60);
    assertThat(LagJudge.STANDARD.inTurn(group.verdict(), Duration.ofSeconds(18)).status())
        .as("left alone for too long, whatever the group reads elsewhere")
        .isEqualTo(LagStatus.STALLED);
  }

  @Test
  void slowCommitsOfALongBatchAreNotAStall() {
    GroupSimulation group = new GroupSimulation(4, 50_000, 2000, 60_000, 1000);
    assertThat(statusesOver(group, 600))
        .doesNotContain(LagStatus.STALLED, LagStatus.STOPPED, LagStatus.REWOUND);
  }

  @Test
  void aGroupFoundDeadIsStoppedAndOneThatLosesItsMembersToo() {
    GroupSimulation dead = new GroupSimulation(5, 5000, 2000, 60_000, 1000);
    dead.hasMembers = false;
    assertThat(statusesOver(dead, 120)).containsExactly(LagStatus.STOPPED);

    GroupSimulation dying = new GroupSimulation(6, 5000, 2000, 0, 1000);
    dying.run(SETTLED);
    assertThat(dying.verdict().status()).isEqualTo(LagStatus.CAUGHT_UP);
    dying.hasMembers = false;
    dying.run(22);
    assertThat(dying.verdict().status()).isEqualTo(LagStatus.STOPPED);
    assertThat(dying.verdict().sentence("billing", "orders", Optional.empty()))
        .startsWith("billing has stopped on orders: nobody has read for ");
  }

  @Test
  void anEmptyGroupWithNothingToReadIsCaughtUp() {
    GroupSimulation idle = new GroupSimulation(7, 5000, 2000, 0, 0);
    idle.hasMembers = false;
    assertThat(statusesOver(idle, 120)).containsExactly(LagStatus.CAUGHT_UP);
  }

  @Test
  void aGroupSetBackIsRewoundUntilItIsWhereItWas() {
    GroupSimulation group = new GroupSimulation(8, 5000, 1000, 0, 1000);
    group.run(60);
    long before = group.committed();
    group.seek(0);
    group.consumeRate = 4000;
    group.run(8);
    assertThat(group.verdict().status()).isEqualTo(LagStatus.REWOUND);
    while (group.committed() < before) {
      assertThat(group.verdict().status()).isEqualTo(LagStatus.REWOUND);
      group.run(1);
    }
    group.run(30);
    assertThat(group.verdict().status()).isEqualTo(LagStatus.CAUGHT_UP);
  }

  @Test
  void unreadRecordsDeletedAreLostAndCounted() {
    GroupSimulation group = new GroupSimulation(9, 5000, 2000, 60_000, 1000);
    group.consumeRate = 100;
    group.run(60);
    group.logStart = group.committed() + 5000;
    group.run(6);
    LagVerdict verdict = group.verdict();
    assertThat(verdict.status()).isEqualTo(LagStatus.DATA_LOST);
    assertThat(verdict.lost()).isPositive();
    assertThat(verdict.sentence("billing", "orders", Optional.empty()))
        .matches("billing has lost at least [\\d,]+ records on orders: deleted by retention .*");
  }

  @Test
  void aLogStartSeenBeforeTheCommitThatAllowedItIsNoLoss() {
    List<LagPoint> points = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      // Kafka Streams purges its repartition topics up to what it has just committed.
      long start = i == 12 ? 1300 : 0;
      points.add(LagPoint.of(i * 2_000_000_000L, i * 100L, i * 100L + 10, start, true));
    }
    assertThat(LagJudge.STANDARD.judge(points, 38_000_000_000L).status())
        .isEqualTo(LagStatus.CAUGHT_UP);
  }

  @Test
  void tooFewTooShortTooOldAndTooTornWindowsAreUnknownAndSayWhy() {
    assertThat(LagJudge.STANDARD.judge(List.of(), 0).reason()).contains("not been measured");
    GroupSimulation group = new GroupSimulation(10, 5000, 1000, 60_000, 1000);
    group.run(10);
    assertThat(group.verdict().status()).isEqualTo(LagStatus.UNKNOWN);
    assertThat(group.verdict().completeness()).isBetween(0.1, 0.9);
    assertThat(group.verdict().sentence("billing", "orders", Optional.empty()))
        .matches(
            "billing is [0-9,]+ records? behind on orders\\. It has been measured for too short a"
                + " time to be judged\\.");
    group.run(60);
    assertThat(group.verdict().status()).isEqualTo(LagStatus.BEHIND);
    LagVerdict old = LagJudge.STANDARD.judge(group.points(), group.nowNanos() + 40_000_000_000L);
    assertThat(old.status()).isEqualTo(LagStatus.UNKNOWN);
    assertThat(old.reason()).contains("last measured");
    List<LagPoint> torn = new ArrayList<>();
    for (long second : new long[] {0, 1, 2, 100, 101}) {
      torn.add(LagPoint.of(second * 1_000_000_000, 0, 100, 0, true));
    }
    assertThat(LagJudge.STANDARD.judge(torn, 101_000_000_000L).status())
        .isEqualTo(LagStatus.UNKNOWN);
  }

  @Test
  void aStreamMadeAnewUnderAGroupIsNotJudgedByItsOldPoints() {
    GroupSimulation group = new GroupSimulation(11, 5000, 1000, 60_000, 1000);
    group.run(60);
    List<LagPoint> points = new ArrayList<>(group.points());
    long now = group.nowNanos();
    for (int i = 1; i < 4; i++) {
      points.add(LagPoint.of(now + i * 1_000_000_000L, group.committed(), 10, 0, true));
    }
    LagVerdict soon = LagJudge.STANDARD.judge(points, now + 3_000_000_000L);
    assertThat(soon.status()).isEqualTo(LagStatus.UNKNOWN);
    assertThat(soon.rates()).isEqualTo(LagRates.UNKNOWN);
    for (int i = 4; i < 20; i++) {
      points.add(LagPoint.of(now + i * 1_000_000_000L, group.committed(), 10, 0, true));
    }
    assertThat(LagJudge.STANDARD.judge(points, now + 19_000_000_000L).reason())
        .contains("beyond the end");
  }

  @Test
  void whereOnlyMarkersMayWaitNothingIsCalledStalled() {
    List<LagPoint> points = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      points.add(
          new LagPoint(
              i * 1_000_000_000L,
              OptionalLong.of(100),
              Optional.empty(),
              OptionalLong.of(101),
              OptionalLong.empty(),
              OptionalLong.of(0),
              OptionalLong.of(1),
              false,
              true));
    }
    assertThat(LagJudge.STANDARD.judge(points, 99_000_000_000L).status())
        .isEqualTo(LagStatus.BEHIND);
  }

  @Test
  void aLagNobodyCanTellIsUnknownThoughItWasKnownBefore() {
    GroupSimulation group = new GroupSimulation(12, 5000, 1000, 60_000, 1000);
    group.run(60);
    List<LagPoint> points = new ArrayList<>(group.points());
    points.add(
        new LagPoint(
            group.nowNanos(),
            OptionalLong.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            false,
            true));
    assertThat(LagJudge.STANDARD.judge(points, group.nowNanos()).status())
        .isEqualTo(LagStatus.UNKNOWN);
  }

  private static LagPoint blocked(long second, long committed, long stableEnd, long end) {
    return new LagPoint(
        second * 1_000_000_000L,
        OptionalLong.of(committed),
        Optional.empty(),
        OptionalLong.of(end),
        OptionalLong.of(stableEnd),
        OptionalLong.of(0),
        OptionalLong.of(end - committed),
        true,
        true);
  }

  private static LagVerdict judged(List<LagPoint> points) {
    return LagJudge.STANDARD.judge(points, points.getLast().monotonicNanos());
  }

  @Test
  void aTransactionThatDoesNotEndBlocksWhoeverHasReadUpToIt() {
    List<LagPoint> points = new ArrayList<>();
    for (int second = 0; second < 40; second++) {
      points.add(blocked(second, 100, 100, 105 + second * 10L));
    }
    LagVerdict verdict = judged(points);
    assertThat(verdict.status()).isEqualTo(LagStatus.BLOCKED);
    assertThat(verdict.eta()).isEmpty();
    assertThat(
            verdict
                .words("billing", "orders", Optional.empty(), Optional.of("transactional id tx-1"))
                .text())
        .isEqualTo(
            "billing is blocked on orders: 395 records wait for the transaction of transactional"
                + " id tx-1, which has not ended for 39 s or more");
  }

  @Test
  void transactionsThatEndBlockNobody() {
    List<LagPoint> points = new ArrayList<>();
    for (int second = 0; second < 60; second++) {
      long end = 1_000 + second * 100L;
      points.add(blocked(second, end - 30, end - 30, end));
    }
    assertThat(judged(points).status()).isNotEqualTo(LagStatus.BLOCKED);
  }

  @Test
  void aGroupThatStandsBeforeTheStableEndIsNotBlockedButStalled() {
    List<LagPoint> points = new ArrayList<>();
    for (int second = 0; second < 100; second++) {
      points.add(blocked(second, 50, 100, 105 + second * 10L));
    }
    assertThat(judged(points).status()).isEqualTo(LagStatus.STALLED);
  }

  @Test
  void oneLookIsEnoughWhereTheFactsAllow() {
    LagPoint waiting = LagPoint.of(0, 10, 100, 0, true);
    LagPoint nobody = LagPoint.of(0, 10, 100, 0, false);
    LagPoint nothing = LagPoint.of(0, 100, 100, 0, true);
    assertThat(judged(List.of(nothing)).status()).isEqualTo(LagStatus.CAUGHT_UP);
    assertThat(judged(List.of(waiting)).status()).isEqualTo(LagStatus.UNKNOWN);
    assertThat(firstSight(waiting, Duration.ofSeconds(14)).status())
        .as("one commit may be due")
        .isEqualTo(LagStatus.UNKNOWN);
    LagVerdict behind = firstSight(waiting, Duration.ofSeconds(15));
    assertThat(behind.status()).isEqualTo(LagStatus.BEHIND);
    assertThat(behind.trend()).isEqualTo(LagTrend.UNKNOWN);
    assertThat(behind.sentence("billing", "orders", Optional.of(Duration.ofSeconds(15))))
        .isEqualTo("billing is 15 s behind on orders");
    assertThat(firstSight(nobody, Duration.ofSeconds(15)).status()).isEqualTo(LagStatus.BEHIND);
    LagVerdict stopped = firstSight(nobody, Duration.ofHours(3));
    assertThat(stopped.status()).isEqualTo(LagStatus.STOPPED);
    assertThat(stopped.sinceProgress()).isEqualTo(Duration.ofHours(3));
  }

  private static LagVerdict firstSight(LagPoint point, Duration waited) {
    return LagJudge.STANDARD.judge(List.of(point), point.monotonicNanos(), Optional.of(waited));
  }

  @Test
  void aCommitBeyondTheEndSaysByHowMuchAndWhyOnlyAfterThreeLooks() {
    List<LagPoint> points = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      points.add(LagPoint.of(i * 1_000_000_000L, 1_234, 34, 0, true));
    }
    assertThat(judged(points).reason()).contains("1,200 beyond the end", "too early");
    points.add(LagPoint.of(2_000_000_000L, 1_234, 34, 0, true));
    assertThat(judged(points).reason()).contains("1,200 beyond the end", "truncated");
  }

  private static Set<LagStatus> statusesOver(GroupSimulation group, int seconds) {
    Set<LagStatus> statuses = EnumSet.noneOf(LagStatus.class);
    group.run(
        seconds,
        () -> {
          LagVerdict verdict = group.verdict();
          if (verdict.completeness() >= 1) {
            statuses.add(verdict.status());
          } else {
            // One look tells that nothing waits, and nothing about what does.
            assertThat(verdict.status())
                .isEqualTo(
                    verdict.lag().orElseThrow() == 0 ? LagStatus.CAUGHT_UP : LagStatus.UNKNOWN);
          }
        });
    return statuses;
  }
}
