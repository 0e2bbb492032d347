package dev.weir.engine.deadletter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrakeTest {
  private static final long MILLI = 1_000_000;

  private final ReplayControls controls = new ReplayControls();
  private final Brake brake = new Brake(controls);

  @Test
  void halvesThePaceWhileTheBrokerThrottlesAndFindsBack() {
    controls.rate(100, 0);

    assertThat(brake.recordsPerSecond()).isEqualTo(100);
    assertThat(brake.told(true, MILLI)).as("the first is told").isTrue();
    assertThat(brake.told(true, MILLI)).as("the second is not").isFalse();
    assertThat(brake.recordsPerSecond()).isEqualTo(25);
    assertThat(brake.nanos(50, 0)).as("50 records at 25 a second").isEqualTo(2_000 * MILLI);
    for (int i = 0; i < 20; i++) {
      assertThat(brake.told(true, MILLI)).isFalse();
    }
    assertThat(brake.recordsPerSecond()).as("it never stands still").isPositive();
    for (int i = 0; i < 40; i++) {
      assertThat(brake.told(false, MILLI)).isFalse();
    }
    assertThat(brake.recordsPerSecond()).isEqualTo(100);
  }

  @Test
  void slowsDownEvenWhereNoPaceIsAskedFor() {
    controls.rate(0, 0);
    assertThat(brake.nanos(1_000, 1_000_000)).isZero();

    assertThat(brake.told(true, 40 * MILLI)).isTrue();

    assertThat(brake.nanos(1_000, 1_000_000)).isEqualTo(80 * MILLI);
  }

  @Test
  void beginsWithATenthWhereARampIsAskedFor() {
    controls.rate(100, 0);
    controls.ramp(Duration.ofHours(1));

    assertThat(brake.recordsPerSecond()).isCloseTo(10, within(1.0));
  }

  @Test
  void bytesCountAsWellAsRecords() {
    controls.rate(1_000, 1_000);

    assertThat(brake.nanos(1, 500)).isEqualTo(500 * MILLI);
  }
}
