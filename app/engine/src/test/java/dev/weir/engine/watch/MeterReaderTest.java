package dev.weir.engine.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MeterReaderTest {
  @Test
  void aPollEndsWithItsSecondButIsNeverTooShortToHearAnything() {
    assertThat(MeterReader.untilSecondEnds(1_790_000_000_000L)).isEqualTo(Duration.ofSeconds(1));
    assertThat(MeterReader.untilSecondEnds(1_790_000_000_400L)).isEqualTo(Duration.ofMillis(600));
    assertThat(MeterReader.untilSecondEnds(1_790_000_000_999L)).isEqualTo(Duration.ofMillis(20));
  }
}
