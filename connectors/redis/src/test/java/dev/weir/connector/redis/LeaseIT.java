package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.Connector;
import dev.weir.stream.LeasePort;
import dev.weir.stream.LeaseShare;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two programs share a lease by a key that ends by itself, on a real server. */
class LeaseIT {
  private static final Duration TERM = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Connector one = TestServers.connector(TestServers.BUNDLED.server());
  private final Connector other = TestServers.connector(TestServers.BUNDLED.server());
  private final String name = UUID.randomUUID().toString();
  private final LeaseShare first = ((LeasePort) one).openLease(name, TERM);
  private final LeaseShare second = ((LeasePort) other).openLease(name, TERM);

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void oneHasItAndTheOtherFollowsOnceItIsSilent() {
    assertThat(first.renew()).isTrue();
    for (int i = 0; i < 10; i++) {
      assertThat(second.renew()).as("the other one, try %d", i).isFalse();
      assertThat(first.renew()).as("whoever has it, renewal %d", i).isTrue();
    }
    await("nobody is heard of").atMost(PATIENCE).until(second::renew);
    assertThat(first.renew()).as("who comes back has lost it").isFalse();
  }

  @Test
  void whoGivesItUpLeavesItToTheNext() {
    assertThat(first.renew()).isTrue();
    second.close();
    assertThat(second.renew()).as("only its own can be given up").isFalse();
    first.close();
    assertThat(second.renew()).isTrue();
  }
}
