package dev.weir.alert.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Two series against each other, a sample of each every ten seconds. */
class CorrelationTest {
  private static final long T0 = 1_790_000_040_000L;
  private static final long EVERY = 10_000;
  private static final int PER_ROW = 6;
  private static final int ROWS = 30;

  private final List<String> told = new ArrayList<>();

  private static Rule rule(boolean above, double limit, Duration apart) {
    return new TestRule()
        .name("it")
        .metric(Rule.metricOf("it"))
        .of(
            new Check.Correlation(
                new Check.Subject("x", Optional.empty()),
                new Check.Subject("y", Optional.empty()),
                Duration.ofMinutes(ROWS),
                Duration.ofMinutes(1),
                apart,
                new Limits(
                    above,
                    OptionalDouble.of(limit),
                    OptionalDouble.empty(),
                    OptionalDouble.empty()),
                List.of("group")));
  }

  /** Feeds {@code rows} rows, each of one value told six times, and the first sample after them. */
  private SeriesRun feed(Rule rule, int rows, IntToDoubleFunction x, IntToDoubleFunction y) {
    var run = new LinkedRun(List.of(rule));
    Map<String, String> group = Map.of("group", "billing");
    for (int i = 0; i <= rows * PER_ROW; i++) {
      long at = T0 + i * EVERY;
      int row = i / PER_ROW;
      run.take(new Series("x", group), at, x.applyAsDouble(row), this::note);
      run.take(new Series("y", group), at, y.applyAsDouble(row), this::note);
      run.take(new Series("x", Map.of()), at, 1e6 * i, this::note);
      run.pass(at, this::note);
    }
    assertThat(run.runs("it")).as("series that lack the label are left out").hasSize(1);
    return run.runs("it").getFirst();
  }

  private void note(Transition transition) {
    told.add(transition.change() + " " + (transition.at() - T0) / EVERY / PER_ROW);
  }

  @Test
  void whatComesLaterIsFoundAndSaid() {
    IntToDoubleFunction wave = row -> 1e6 + 100 * Math.sin(row * 2 * Math.PI / 15);
    SeriesRun run =
        feed(rule(true, 0.95, Duration.ofMinutes(5)), 40, wave, row -> wave.applyAsDouble(row - 3));
    assertThat(run.state()).isEqualTo(AlertState.FIRING);
    assertThat(run.figure()).isEqualTo(1, within(1e-9));
    assertThat(run.reason())
        .isEqualTo("the correlation of x and y (y 3 min later) is 1, above 0.95");
    assertThat(told)
        .as("as soon as two thirds of what lies apart is known")
        .containsExactly("RAISED 21");
  }

  @Test
  void whatIsFartherApartThanAllowedIsNot() {
    IntToDoubleFunction wave = row -> Math.sin(row * 2 * Math.PI / 15);
    SeriesRun run =
        feed(rule(true, 0.95, Duration.ofMinutes(1)), 40, wave, row -> wave.applyAsDouble(row - 3));
    assertThat(run.state()).isEqualTo(AlertState.NORMAL);
  }

  @Test
  void whatNoLongerGoesTogetherFires() {
    var random = new Random(3);
    double[] other = random.doubles(200).toArray();
    IntToDoubleFunction wave = row -> Math.sin(row * 2 * Math.PI / 12);
    feed(
        rule(false, 0.5, Duration.ZERO),
        120,
        wave,
        row -> row < 60 ? 5 * wave.applyAsDouble(row) + 2 : other[row]);
    assertThat(told).as("the window is half of what has come since").hasSize(1);
    assertThat(told.getFirst()).matches("RAISED (6[5-9]|7\\d|8\\d)");
  }

  @Test
  void whatDoesNotMoveFiresNothingAndLittleIsWarmingUp() {
    SeriesRun still = feed(rule(false, 0.5, Duration.ZERO), 40, row -> 7, row -> row);
    assertThat(still.state()).isEqualTo(AlertState.NORMAL);
    assertThat(still.reason()).isEqualTo("x or y does not move");
    SeriesRun few = feed(rule(true, 0.5, Duration.ZERO), 19, row -> row, row -> row);
    assertThat(few.state()).isEqualTo(AlertState.WARMING);
    assertThat(few.reason()).isEqualTo("needs 30 min of both x and y");
  }

  @Test
  void whatIsKnownOutlivesARestart() {
    Rule rule = rule(true, 0.9, Duration.ofMinutes(2));
    var series = new Series(rule.metric(), Map.of("group", "billing"));
    var steady = new SeriesRun(rule, series);
    var moved = new SeriesRun(rule, series);
    var random = new Random(11);
    for (int i = 0; i < 50 * PER_ROW; i++) {
      long at = T0 + i * EVERY;
      double x = random.nextGaussian();
      double y = x + random.nextGaussian() / 4;
      for (SeriesRun run : List.of(steady, moved)) {
        run.signal(0, at, x);
        run.signal(1, at, y);
        run.take(at, 0, _ -> {});
      }
      if (i == 35 * PER_ROW + 2) {
        var again = new SeriesRun(rule, series, moved.saved(), at);
        assertThat(again.learn(moved.learnt(), at)).as("it is taken over").isTrue();
        moved = again;
      }
      assertThat(moved.figure()).as("sample %d", i).isEqualTo(Double.valueOf(steady.figure()));
    }
    assertThat(steady.state()).isEqualTo(AlertState.FIRING);
    assertThat(moved.state()).isEqualTo(AlertState.FIRING);
  }

  /** Also where great figures differ by little. */
  @Property(tries = 100)
  void itIsPearsons(@ForAll long seed) {
    var random = new Random(seed);
    double[] x = new double[ROWS + 1];
    double[] y = new double[ROWS + 1];
    double together = random.nextDouble();
    for (int i = 0; i <= ROWS; i++) {
      x[i] = random.nextGaussian();
      y[i] = together * x[i] + random.nextGaussian();
    }
    SeriesRun run =
        feed(rule(true, 0.99, Duration.ZERO), ROWS, row -> 1e7 + x[row], row -> y[row] - 1e5);
    assertThat(run.figure()).as("seed %d", seed).isEqualTo(pearson(x, y), within(1e-6));
  }

  /** By the book, of the first {@value ROWS}. */
  private static double pearson(double[] x, double[] y) {
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < ROWS; i++) {
      meanX += x[i] / ROWS;
      meanY += y[i] / ROWS;
    }
    double products = 0;
    double squaresX = 0;
    double squaresY = 0;
    for (int i = 0; i < ROWS; i++) {
      products += (x[i] - meanX) * (y[i] - meanY);
      squaresX += (x[i] - meanX) * (x[i] - meanX);
      squaresY += (y[i] - meanY) * (y[i] - meanY);
    }
    return products / Math.sqrt(squaresX * squaresY);
  }
}
