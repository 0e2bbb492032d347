package dev.weir.engine.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.lag.LagJudge;
import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.fixture.ManualClock;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagSample;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
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
    board.groups("shop", broker.groups());
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
    assertThat(anew.status()).as("judged anew").isEqualTo(LagStatus.UNKNOWN);
    assertThat(anew.consumedPerSecond()).isEmpty();
    assertThat(anew.producedPerSecond()).isEmpty();
  }

  @Test
  void aGroupThatIsGoneIsForgotten() {
    broker.commit("billing", orders, 0, 0);
    second();
    board.groups("shop", List.of());
    assertThat(board.partitions(BILLING, clock.millis(), clock.nanos())).isEmpty();
  }
}
