package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.chart.SeriesRole;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChartUnitTest {
  @ParameterizedTest
  @CsvSource({
    "RECORDS_PER_SECOND, 48200, 60000, 20000",
    "RECORDS_PER_SECOND, 0.3, 1, 1",
    "MILLIS, 290, 400, 100",
    "SECONDS, 250, 360, 120",
    "SECONDS, 3, 4, 1",
    "MILLIS, 3000, 4000, 1000",
    "MILLIS, 45000, 60000, 15000",
    "MILLIS, 3600000, 5400000, 1800000",
    "PERCENT, 0.8, 1, 0.5"
  })
  void scalesAreRound(ChartUnit unit, double largest, double top, double step) {
    assertThat(unit.scale(largest)).isEqualTo(new ChartUnit.Scale(top, step));
  }

  @ParameterizedTest
  @EnumSource
  void scalesHoldTheLargestAndHaveFewTicks(ChartUnit unit) {
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      double largest = Math.pow(10, random.nextDouble() * 12 - 2);
      ChartUnit.Scale scale = unit.scale(largest);
      assertThat(scale.top()).as("top for " + largest).isGreaterThanOrEqualTo(largest);
      assertThat(scale.top() / scale.step()).as("ticks for " + largest).isBetween(0.99, 5.01);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingStillHasAScale(ChartUnit unit) {
    assertThat(unit.scale(Double.NaN).top()).isPositive();
    assertThat(unit.scale(0).top()).isPositive();
  }

  @Test
  void ticksSayNoMoreThanNeeded() {
    assertThat(ChartUnit.PERCENT.tick(1.5)).isEqualTo("1.5");
    assertThat(ChartUnit.RECORDS.tick(20_000)).isEqualTo("20\u00a0k");
    assertThat(ChartUnit.SECONDS.tick(120)).isEqualTo("2\u00a0min");
    assertThat(ChartUnit.MILLIS.tick(0)).isEqualTo("0");
  }

  @Test
  void deadLettersAreARateBesideAPercentage() {
    assertThat(ChartUnit.PERCENT.value(SeriesRole.ERRORS, 0.8)).isEqualTo("0.8\u00a0%");
    assertThat(ChartUnit.PERCENT.value(SeriesRole.DEAD_LETTERS, 0.4)).isEqualTo("0.4/s");
  }
}
