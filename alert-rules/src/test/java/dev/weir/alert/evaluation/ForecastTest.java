package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What may be foretold, and what must not. */
class ForecastTest {
  private static final long ROW = 300_000;
  private static final int DAY = 288;

  private static List<Transition> history(double limit, int rows, IntToDoubleFunction values) {
    List<Transition> history = new ArrayList<>();
    var run =
        new SeriesRun(
            new TestRule()
                .of(
                    new Check.Forecast(
                        Duration.ofMinutes(5),
                        Duration.ofHours(6),
                        new Limits(
                            true,
                            OptionalDouble.of(limit),
                            OptionalDouble.empty(),
                            OptionalDouble.empty()))),
            new Series("disk", Map.of()));
    for (int i = 0; i < rows; i++) {
      run.take(i * ROW, values.applyAsDouble(i), history::add);
    }
    return history;
  }

  @Test
  void aFillingDiskIsForetoldSixHoursBefore() {
    Random random = new Random(1);
    List<Transition> history = history(1000, 1100, i -> i + random.nextGaussian());

    assertThat(history).isNotEmpty();
    int rowsBefore = 1000 - (int) (history.getFirst().at() / ROW);
    assertThat(rowsBefore).as("rows before it is full, of 72").isBetween(55, 75);
    assertThat(history.getFirst().reason()).contains("will be").contains("above 1000");
  }

  @Test
  void noiseCannotBeForetold() {
    Random random = new Random(2);
    List<Transition> history = history(10, 20 * DAY, i -> random.nextGaussian());
    assertThat(history).isEmpty();
  }

  @Test
  void aWalkCannotBeForetold() {
    Random random = new Random(3);
    double[] walk = {0};
    List<Transition> history = history(1e6, 20 * DAY, i -> walk[0] += random.nextGaussian());
    assertThat(history).isEmpty();
  }

  @Test
  void aDailyWaveIsForetoldByYesterday() {
    Random random = new Random(4);
    IntToDoubleFunction wave = i -> 100 * Math.sin(2 * Math.PI * i / DAY) + random.nextGaussian();
    assertThat(history(120, 10 * DAY, wave)).as("never reached, never foretold").isEmpty();

    List<Transition> history = history(90, 10 * DAY, wave);
    long day = 8L * DAY;
    Transition first =
        history.stream()
            .filter(t -> t.change().isRaise() && t.at() >= day * ROW)
            .findFirst()
            .orElseThrow();
    // The wave passes 90 at row 51 of a day, and may be seen 72 rows before, the evening before.
    long row = first.at() / ROW % DAY;
    assertThat(row > 250 || row < 51).as("foretold in row %d of the day", row).isTrue();
    assertThat(first.reason()).contains("will be");
  }

  @Test
  void aStepIsNoTrendForLong() {
    Random random = new Random(5);
    List<Transition> history =
        history(100, 6 * DAY, i -> (i < 4 * DAY ? 10 : 50) + random.nextGaussian());
    assertThat(history).as("half way to the limit in one step").isEmpty();
  }

  @Test
  void aGapIsNoTrend() {
    List<Transition> history = new ArrayList<>();
    Random random = new Random(6);
    history.addAll(
        history(
            1000,
            5 * DAY,
            i -> i > 3 * DAY && i < 4 * DAY ? Double.NaN : i % 7 + random.nextGaussian()));
    assertThat(history).isEmpty();
  }
}
