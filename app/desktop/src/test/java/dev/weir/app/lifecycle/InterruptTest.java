package dev.weir.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

class InterruptTest {
  @Test
  void aSignalWakesOnceAndTheJvmGoesOnUntilTheCommandHasEnded() {
    var interrupts = new Interrupts();
    var woken = new AtomicInteger();
    try (var interrupt = interrupts.open(woken::incrementAndGet)) {
      assertThat(interrupt.isRequested()).isFalse();
      assertThat(interrupts.exitCode()).isEmpty();

      Signal.raise(new Signal("INT"));
      await("the signal is taken").until(interrupt::isRequested);
      // What mvn sends on when the terminal interrupts it.
      Signal.raise(new Signal("TERM"));
      interrupt.await(Duration.ofDays(1));

      await("woken").until(() -> woken.get() == 1);
      assertThat(interrupts.exitCode()).hasValue(130);
    }
    assertThat(woken).hasValue(1);
  }

  @Test
  void killedIsToldApartFromCtrlC() {
    var interrupts = new Interrupts();
    try (var interrupt = interrupts.open(() -> {})) {
      Signal.raise(new Signal("TERM"));
      await("the signal is taken").until(interrupt::isRequested);
    }
    assertThat(interrupts.exitCode()).hasValue(143);
  }
}
