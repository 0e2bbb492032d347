package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.LeaseShare;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two programs share a lease by the epoch of a transactional id on a real broker. */
class LeaseIT {
  private static final Duration TERM = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration STEP = TERM.dividedBy(5);

  private final KafkaConnector one = Cluster.connector();
  private final KafkaConnector other = Cluster.connector();
  private final String name = UUID.randomUUID().toString();
  private final LeaseShare first = one.openLease(name, TERM);
  private final LeaseShare second = other.openLease(name, TERM);

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void oneHasItAndTheOtherFollowsOnceItIsSilent() {
    await().atMost(PATIENCE).pollInterval(STEP).until(first::renew);
    for (int i = 0; i < 10; i++) {
      assertThat(second.renew()).as("the other one, try %d", i).isFalse();
      assertThat(first.renew()).as("whoever has it, renewal %d", i).isTrue();
    }

    await("nobody is heard of").atMost(PATIENCE).pollInterval(STEP).until(second::renew);
    assertThat(first.renew()).as("who comes back has lost it").isFalse();
    assertThat(second.renew()).as("and does not disturb").isTrue();
  }

  @Test
  void ofTwoThatBeginTogetherOneGetsIt() {
    await()
        .atMost(PATIENCE)
        .pollInterval(STEP)
        .until(
            () -> {
              boolean hasFirst = first.renew();
              boolean hasSecond = second.renew();
              assertThat(hasFirst && hasSecond).as("both at once").isFalse();
              return hasFirst || hasSecond;
            });
  }
}
