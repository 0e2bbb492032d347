package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  private final Durations durations = new Durations();

  @Test
  void readsShortAndIsoForms() {
    assertThat(durations.convert("500ms")).isEqualTo(Duration.ofMillis(500));
    assertThat(durations.convert("90s")).isEqualTo(Duration.ofSeconds(90));
    assertThat(durations.convert("5m")).isEqualTo(Duration.ofMinutes(5));
    assertThat(durations.convert("2h")).isEqualTo(Duration.ofHours(2));
    assertThat(durations.convert("1d")).isEqualTo(Duration.ofDays(1));
    assertThat(durations.convert("PT1H30M")).isEqualTo(Duration.ofMinutes(90));
  }

  @Test
  void refusesTheRestWithARemedy() {
    for (String text : List.of("", "5", "s", "-5s", "PT-5S", "5 s", "1y", "9999999999s")) {
      assertThatThrownBy(() -> durations.convert(text))
          .as("'%s'", text)
          .isInstanceOf(TypeConversionException.class)
          .hasMessageContaining("write 500ms");
    }
  }
}
