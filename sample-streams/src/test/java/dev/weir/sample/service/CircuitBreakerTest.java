package dev.weir.sample.service;

import static dev.weir.sample.service.CircuitBreaker.State.CLOSED;
import static dev.weir.sample.service.CircuitBreaker.State.HALF_OPEN;
import static dev.weir.sample.service.CircuitBreaker.State.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

  private final CircuitBreaker breaker = new CircuitBreaker(10, 0.5, Duration.ofSeconds(5), 2);

  private void calls(int succeeding, int failing) {
    for (int i = 0; i < succeeding; i++) {
      breaker.succeeded();
    }
    for (int i = 0; i < failing; i++) {
      breaker.failed(START);
    }
  }

  @Test
  void opensWhenHalfOfTheLastCallsFailed() {
    calls(10, 4);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.failureRate()).isEqualTo(0.4);
    calls(0, 1);
    assertThat(breaker.state()).isEqualTo(OPEN);
    assertThat(breaker.allows(START.plusMillis(4_999))).isFalse();
  }

  @Test
  void doesNotOpenBeforeItsWindowIsFull() {
    calls(0, 9);
    assertThat(breaker.state()).isEqualTo(CLOSED);
    calls(0, 1);
    assertThat(breaker.state()).isEqualTo(OPEN);
  }

  @Test
  void aProbeThatFailsOpensItAgain() {
    calls(0, 10);
    Instant later = START.plusSeconds(5);
    assertThat(breaker.allows(later)).isTrue();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    breaker.failed(later);
    assertThat(breaker.state()).isEqualTo(OPEN);
    assertThat(breaker.allows(later.plusSeconds(4))).isFalse();
  }

  @Test
  void enoughProbesCloseIt() {
    calls(0, 10);
    assertThat(breaker.allows(START.plusSeconds(5))).isTrue();
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(HALF_OPEN);
    breaker.succeeded();
    assertThat(breaker.state()).isEqualTo(CLOSED);
    assertThat(breaker.calls()).isZero();
  }
}
