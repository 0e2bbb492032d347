package dev.weir.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.sample.platform.Options;
import dev.weir.sample.scene.Scene;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void defaultsAreTheTourAtFiveHundred() {
    assertThat(Arguments.parse().options()).isEqualTo(new Options(Scene.TOUR, 500, 1));
  }

  @Test
  void everythingCanBeSaid() {
    Arguments arguments =
        Arguments.parse(
            "--rate",
            "50000",
            "--scene",
            "slow-consumer",
            "--seed",
            "-7",
            "--kafka",
            "k:9092",
            "--redis",
            "redis://r:6379");
    assertThat(arguments.options()).isEqualTo(new Options(Scene.SLOW_CONSUMER, 50_000, -7));
    assertThat(arguments.kafka()).contains("k:9092");
    assertThat(arguments.redis()).contains("redis://r:6379");
  }

  @Test
  void aWrongArgumentIsNamedWithWhatWouldBeRight() {
    assertThatThrownBy(() -> Arguments.parse("--scene", "none"))
        .hasMessageContaining("none")
        .hasMessageContaining("slow-consumer");
    assertThatThrownBy(() -> Arguments.parse("--rate", "0")).hasMessageContaining("from 1 to");
    assertThatThrownBy(() -> Arguments.parse("--rate", "x")).hasMessageContaining("rate x");
    assertThatThrownBy(() -> Arguments.parse("--seed", "x")).hasMessageContaining("seed x");
    assertThatThrownBy(() -> Arguments.parse("--rate")).hasMessageContaining("no value");
    assertThatThrownBy(() -> Arguments.parse("--what", "x")).hasMessageContaining("--what");
  }

  @Test
  void aReportIsOneLineOfJson() {
    assertThat(new Report().text("a", "say \"no\"\n").number("b", 3).nothing("c").line())
        .isEqualTo("{\"a\":\"say \\\"no\\\"\\n\",\"b\":3,\"c\":null}");
  }
}
