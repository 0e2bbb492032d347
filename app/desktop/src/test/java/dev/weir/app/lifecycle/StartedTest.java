package dev.weir.app.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StartedTest {
  private static final long JAVA = 1_800_000_000_500L;

  @Test
  void theLauncherWasThereBeforeJava() {
    assertThat(Started.startMillis("1800000000440", JAVA)).isEqualTo(1_800_000_000_440L);
  }

  @Test
  void whatCannotBeIsNotTaken() {
    assertThat(Started.startMillis("", JAVA)).isEqualTo(JAVA);
    assertThat(Started.startMillis("18000000003N", JAVA)).as("date of macOS").isEqualTo(JAVA);
    assertThat(Started.startMillis("1800000000501", JAVA)).as("after Java").isEqualTo(JAVA);
    assertThat(Started.startMillis("1799990000000", JAVA)).as("inherited").isEqualTo(JAVA);
  }
}
