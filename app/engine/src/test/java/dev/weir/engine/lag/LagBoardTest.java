package dev.weir.engine.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.lag.DeletionDue;
import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagStatus;
import dev.weir.alert.lag.LagVerdict;
import dev.weir.engine.fixture.ManualClock;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LagBoardTest {
  private static final GroupRef BILLING = new GroupRef("shop", "billing");

  private final ManualClock clock = new ManualClock(1_790_000_000_000L);
  private final MemoryBroker broker = new MemoryBroker("shop", clock, clock::nanos);
  private final StreamRef orders = broker.create("orders", 1);
  private final LagBoard board = new LagBoard(LagJudge.STANDARD);

  private void produce(int records) {
    for (int i = 0; i < records; i++) {
      broker.append(orders, 0, "x");
    }
  }

  private void second() {
    clock.forward(Duration.ofSeconds(1));
    board.groups("shop", broker.groups(), clock.millis());
    board.samples(broker.groups(), broker.lag(broker.groups()));
    board.ends(broker.ends(List.of(orders)));
  }

  private PartitionLag lag() {
    return board.partitions(BILLING, clock.millis(), clock.nanos()).getFirst();
  }

  @Test
  void caughtUpIsZeroBehind() {
    produce(10);
    broker.commit("billing", orders, 0, 10);
    second();
    assertThat(lag().lagTime()).isEqualTo(new LagTime.Known(0, "caught up"));
  }

  @Test
  void aDeadConsumerOfAnIdleProducerAgesOn() {
    broker.commit("billing", orders, 0, 0);
    second();
    produce(5);
    second();
    LagTime.Known first = (LagTime.Known) lag().lagTime();
    assertThat(first.method()).isEqualTo("ring");
    for (int i = 0; i < 700; i++) {
      second();
    }
    LagTime.Known later = (LagTime.Known) lag().lagTime();
    assertThat(later.millis() - first.millis()).isEqualTo(700_000);
    LagVerdict verdict = verdict();
    assertThat(verdict.words("billing", "orders", Optional.empty()).text())
        .as("longer than what it is judged by is kept")
        .contains("11 min 41 s");
    broker.commit("billing", orders, 0, 3);
    for (int i = 0; i < 130; i++) {
      second();
    }
    assertThat(verdict().sinceProgress())
        .as("since it moved on")
        .isEqualTo(Duration.ofSeconds(129));
  }

  private LagVerdict verdict() {
    return board.judged(clock.millis(), clock.nanos()).getFirst().partitions().getFirst().verdict();
  }

  @Test
  void theRingTellsHowFarAGroupIsBehindWhileItReads() {
    broker.commit("billing", orders, 0, 0);
    second();
    for (int i = 1; i <= 60; i++) {
      produce(10);
      broker.commit("billing", orders, 0, Math.max(0, (i - 20) * 10L));
      second();
    }
    LagTime.Known behind = (LagTime.Known) lag().lagTime();
    assertThat(behind.method()).isEqualTo("ring");
    assertThat(behind.millis()).isBetween(19_000L, 21_000L);
  }

  @Test
  void whatTheRingDoesNotReachTheBrokerIsAskedOnce() {
    produce(5);
    clock.forward(Duration.ofHours(3));
    produce(5);
    broker.commit("billing", orders, 0, 2);
    second();
    assertThat(lag().lagTime()).isInstanceOf(LagTime.Unknown.class);
    List<LagSample> wanting = board.wantingTime("shop", 10, clock.millis());
    assertThat(wanting).hasSize(1);
    assertThat(board.wantingTime("shop", 10, clock.millis())).as("already asked").isEmpty();
    board.unreadSince(wanting, broker.unreadSinceMillis(wanting));
    LagTime.Known known = (LagTime.Known) lag().lagTime();
    assertThat(known.millis()).isEqualTo(Duration.ofHours(3).toMillis() + 1_000);
    assertThat(known.method()).isEqualTo("timestamp");
    second();
    assertThat(board.wantingTime("shop", 10, clock.millis())).as("still known").isEmpty();
  }

  @Test
  void atRestAVerdictHoldsUntilSomethingIsLearntAndRulesAreGivenNewOnes() {
    broker.commit("billing", orders, 0, 0);
    second();
    produce(5);
    second();
    board.rest(true);
    LagBoard.JudgedGroup judged = board.judged(clock.millis(), clock.nanos()).getFirst();
    clock.forward(Duration.ofSeconds(2));
    assertThat(board.judged(clock.millis(), clock.nanos()))
        .as("nothing was learnt")
        .first()
        .isSameAs(judged);
    LagTime.Known before = (LagTime.Known) judged.partitions().getFirst().lag().lagTime();
    assertThat(((LagTime.Known) lag().lagTime()).millis())
        .as("told to a rule")
        .isEqualTo(before.millis() + 2_000);
    second();
    assertThat(board.judged(clock.millis(), clock.nanos()))
        .as("it was measured")
        .first()
        .isNotSameAs(judged);
    judged = board.judged(clock.millis(), clock.nanos()).getFirst();
    clock.forward(Duration.ofSeconds(7));
    assertThat(board.judged(clock.millis(), clock.nanos()))
        .as("it was not measured for long")
        .first()
        .isNotSameAs(judged);
    judged = board.judged(clock.millis(), clock.nanos()).getFirst();
    board.rest(false);
    assertThat(board.judged(clock.millis(), clock.nanos()))
        .as("somebody is back")
        .first()
        .isNotSameAs(judged);
  }

  @Test
  void aSlowConsumerThatTakesItsPartitionsByTurnsIsBehindAndNotStalled() {
    StreamRef wide = broker.create("wide", 4);
    long[] read = new long[4];
    for (int at = 0; at < 160; at++) {
      for (int partition = 0; partition < 4; partition++) {
        broker.append(wide, partition, "x");
        broker.append(wide, partition, "x");
        boolean quick = at < 40;
        boolean turn = at % 18 == 0 && at / 18 % 4 == partition;
        if (quick) {
          read[partition] = 2L * (at + 1);
        } else if (turn) {
          read[partition] += 20;
        }
        broker.commit("billing", wide, partition, read[partition]);
      }
      second();
      if (at > 40) {
        assertThat(board.partitions(BILLING, clock.millis(), clock.nanos()))
            .as("%d s after it became slow", at - 40)
            .noneMatch(partition -> partition.status() == LagStatus.STALLED);
      }
    }
    for (int at = 0; at < 40; at++) {
      for (int partition = 0; partition < 4; partition++) {
        broker.append(wide, partition, "x");
      }
      second();
    }
    assertThat(board.partitions(BILLING, clock.millis(), clock.nanos()))
        .as("once it reads nothing any more")
        .anyMatch(partition -> partition.status() == LagStatus.STALLED);
  }

  @Test
  void aStreamMadeAnewIsNoSpike() {
    produce(1_000);
    broker.commit("billing", orders, 0, 1_000);
    for (int i = 0; i < 30; i++) {
      second();
    }
    assertThat(lag().status()).isEqualTo(LagStatus.CAUGHT_UP);
    broker.create("orders", 1);
    broker.commit("billing", orders, 0, 0);
    second();
    PartitionLag anew = lag();
    assertThat(anew.status()).as("nothing to read").isEqualTo(LagStatus.CAUGHT_UP);
    assertThat(anew.consumedPerSecond()).isEmpty();
    assertThat(anew.producedPerSecond()).isEmpty();
    assertThat(events()).containsExactly(LagEvent.Kind.STREAM_RECREATED);
  }

  private List<LagEvent.Kind> events() {
    return board.events(Optional.of(BILLING)).stream().map(LagEvent::kind).toList();
  }

  @Test
  void aStreamMadeAnewIsToldAlsoWhereItsCommitsOutlivedItForAWhile() {
    produce(1_000);
    broker.commit("billing", orders, 0, 400);
    second();
    broker.delete("orders");
    board.samples(broker.groups(), broker.lag(broker.groups()));
    assertThat(lag().sample().identity()).as("of no stream").isEmpty();
    broker.create("orders", 1);
    produce(7);
    broker.commit("billing", orders, 0, 2);
    second();
    assertThat(events()).containsExactly(LagEvent.Kind.STREAM_RECREATED);
  }

  @Test
  void aStreamDeletedAndMadeAnewEndsTheSeriesAndGoesOn() {
    produce(1_000);
    broker.commit("billing", orders, 0, 400);
    second();
    broker.uncommit("billing", orders, 0);
    broker.delete("orders");
    board.samples(broker.groups(), broker.lag(broker.groups()));
    assertThat(board.partitions(BILLING, clock.millis(), clock.nanos())).isEmpty();
    assertThat(events()).containsExactly(LagEvent.Kind.COMMIT_GONE);
    broker.create("orders", 1);
    produce(7);
    broker.commit("billing", orders, 0, 2);
    second();
    assertThat(events()).containsExactly(LagEvent.Kind.COMMIT_GONE, LagEvent.Kind.STREAM_RECREATED);
    assertThat(lag().sample().lag()).isEqualTo(new Lag.Exact(5));
    for (int i = 0; i < 20; i++) {
      second();
    }
    assertThat(lag().producedPerSecond()).as("no negative rate, no spike").hasValue(0);
  }

  @Test
  void aCommitSetBackIsTold() {
    produce(100);
    broker.commit("billing", orders, 0, 90);
    second();
    broker.commit("billing", orders, 0, 10);
    second();
    assertThat(events()).containsExactly(LagEvent.Kind.SET_BACK);
  }

  @Test
  void aRefusedGroupKeepsWhatWasLastKnownOfIt() {
    produce(10);
    broker.commit("billing", orders, 0, 4);
    second();
    board.samples(
        broker.groups(),
        new LagAnswers(
            List.of(), Map.of(BILLING, new ConnectorFailure.Unreachable("Away.", "Wait."))));
    assertThat(lag().sample().lag()).isEqualTo(new Lag.Exact(6));
    assertThat(events()).isEmpty();
  }

  @Test
  void theFirstUnreadRecordMayBeReadAndProveThatNothingWaits() {
    produce(3);
    clock.forward(Duration.ofMinutes(5));
    broker.commit("billing", orders, 0, 1);
    second();
    LagSample sample = lag().sample();
    board.firstUnread(sample, broker.readFirstUnread(sample), clock.millis());
    assertThat(lag().lagTime()).isEqualTo(new LagTime.Known(301_000, "record"));
    board.firstUnread(sample, new FirstUnread.NothingWaits(1, 3), clock.millis());
    assertThat(lag().sample().lag()).isEqualTo(new Lag.Exact(0));
    second();
    assertThat(lag().sample().lag()).as("while nothing moves").isEqualTo(new Lag.Exact(0));
    produce(1);
    second();
    assertThat(lag().sample().lag()).isEqualTo(new Lag.Exact(3));
  }

  @Test
  void timeUntilRetentionDeletesWhatIsUnread() {
    broker.retention(Duration.ofMinutes(10));
    produce(3);
    clock.forward(Duration.ofMinutes(6));
    broker.commit("billing", orders, 0, 0);
    second();
    List<LagSample> wanting = board.wantingTime("shop", 10, clock.millis());
    board.unreadSince(wanting, broker.unreadSinceMillis(wanting));
    assertThat(lag().deletion())
        .contains(new DeletionDue(Duration.ofSeconds(239), DeletionDue.Cause.AGE));
    assertThat(lag().status()).as("known from one look").isEqualTo(LagStatus.BEHIND);
  }

  @Test
  void inACrowdWhatIsCaughtUpIsCountedAndWhatLagsIsKept() {
    int many = LagBoard.CROWD + 5_000;
    StreamRef wide = broker.create("wide", many);
    for (int partition = 0; partition < many; partition++) {
      broker.commit("all", wide, partition, 0);
    }
    board.groups("shop", broker.groups(), clock.millis());
    board.samples(broker.groups(), broker.lag(broker.groups()));
    assertThat(board.books()).isEqualTo(LagBoard.CROWD);
    broker.append(wide, many - 1, "x");
    for (int partition = 0; partition < many; partition++) {
      broker.append(wide, partition, "x");
    }
    clock.forward(Duration.ofSeconds(20));
    board.samples(broker.groups(), broker.lag(broker.groups()));
    assertThat(board.books()).as("lagging ones are kept").isEqualTo(many);
    LagBoard.JudgedGroup all = board.judged(clock.millis(), clock.nanos()).getFirst();
    assertThat(all.partitions()).hasSize(many);
    assertThat(all.counted().partitions()).isZero();
  }

  @Test
  void aGroupThatIsGoneIsForgotten() {
    broker.commit("billing", orders, 0, 0);
    second();
    board.groups("shop", List.of(), clock.millis());
    assertThat(board.partitions(BILLING, clock.millis(), clock.nanos())).isEmpty();
  }
}
