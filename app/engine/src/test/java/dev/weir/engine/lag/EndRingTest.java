package dev.weir.engine.lag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndRingTest {
  private final EndRing ring = new EndRing(512);

  @Test
  void interpolatesBetweenSamples() {
    ring.add(100, 1_000);
    ring.add(200, 2_000);
    assertThat(ring.passedAt(150)).hasValue(1_500);
  }

  @Test
  void whatCameAfterAQuietTimeCameAfterItsEnd() {
    ring.add(100, 1_000);
    for (int second = 2; second <= 60; second++) {
      ring.add(100, second * 1_000L);
    }
    ring.add(200, 61_000);
    assertThat(ring.passedAt(100)).hasValue(60_000);
  }

  @Test
  void outsideItsSamplesItKnowsNothing() {
    ring.add(100, 1_000);
    ring.add(200, 2_000);
    assertThat(ring.passedAt(99)).as("before the first").isEmpty();
    assertThat(ring.passedAt(200)).as("not there yet").isEmpty();
  }

  @Test
  void aTruncatedLogStartsAnew() {
    ring.add(100, 1_000);
    ring.add(200, 2_000);
    ring.add(10, 3_000);
    ring.add(20, 4_000);
    assertThat(ring.passedAt(150)).isEmpty();
    assertThat(ring.passedAt(15)).hasValue(3_500);
  }

  @Test
  void isBoundedAndStillSpansAllTheTime() {
    for (int second = 0; second < 5_000; second++) {
      ring.add(second * 10L, second * 1_000L);
    }
    assertThat(ring.passedAt(49_985)).as("fine where it is new").hasValue(4_998_500);
    assertThat(ring.passedAt(1_000).orElse(-1)).as("and told where it is old").isEqualTo(100_000);
  }
}
