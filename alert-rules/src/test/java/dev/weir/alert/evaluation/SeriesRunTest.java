package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SeriesRunTest {
  private static final Series SERIES = new Series("m", Map.of("group", "billing"));
  private static final long MINUTE = 60_000;

  private static Rule rule(Check check, Optional<SeriesCondition> when) {
    return new TestRule()
        .metric("m")
        .when(when)
        .hold(Duration.ofMinutes(2))
        .keepFiring(Duration.ofMinutes(1))
        .quiet(Duration.ofMinutes(5))
        .strengthen(5)
        .noData(LifePlan.NoData.KEEP, Duration.ofMinutes(10))
        .of(check);
  }

  private static Check threshold(Aggregate aggregate, int minutes, double limit) {
    return new Check.Threshold(
        aggregate,
        Duration.ofMinutes(minutes),
        OptionalDouble.empty(),
        new Limits(true, OptionalDouble.of(limit), OptionalDouble.empty(), OptionalDouble.empty()));
  }

  private static List<Transition> history(Rule rule, double... values) {
    List<Transition> history = new ArrayList<>();
    var run = new SeriesRun(rule, SERIES);
    for (int i = 0; i < values.length; i++) {
      run.take(i * MINUTE, values[i], history::add);
    }
    return history;
  }

  @Property(tries = 200)
  void liveAndReplayedHistoriesAreTheSame(
      @ForAll @Size(max = 200) List<@DoubleRange(min = 0, max = 20) Double> values,
      @ForAll long seed) {
    Rule rule = rule(threshold(Aggregate.AVG, 3, 10), Optional.empty());
    List<Transition> replayed = new ArrayList<>();
    var replay = new SeriesRun(rule, SERIES);
    List<Transition> lived = new ArrayList<>();
    var live = new SeriesRun(rule, SERIES);
    var random = new Random(seed);
    long at = 0;
    for (double value : values) {
      long next = at + 1_000 + random.nextInt(20) * MINUTE / 2;
      // A live rule also hears the clock; a replayed one does not.
      for (long tick = at; tick < next; tick += 7_000) {
        live.pass(tick, lived::add);
      }
      at = next;
      live.take(at, value, lived::add);
      replay.take(at, value, replayed::add);
    }
    assertThat(replayed).isEqualTo(lived);
  }

  @Property(tries = 100)
  void aWindowIsWhatItsSamplesSay(
      @ForAll @Size(min = 1, max = 100) List<@DoubleRange(min = -5, max = 5) Double> values) {
    for (Aggregate aggregate :
        List.of(Aggregate.AVG, Aggregate.MIN, Aggregate.MAX, Aggregate.SUM, Aggregate.P90)) {
      double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
      List<Transition> history = new ArrayList<>();
      var run = new SeriesRun(rule(threshold(aggregate, 5, -1e9), Optional.empty()), SERIES);
      for (int i = 0; i < all.length; i++) {
        history.clear();
        run.take(i * MINUTE, all[i], history::add);
        double[] window = Arrays.copyOfRange(all, Math.max(0, i - 4), i + 1);
        double[] sorted = window.clone();
        Arrays.sort(sorted);
        double expected =
            switch (aggregate) {
              case AVG -> Arrays.stream(window).average().orElseThrow();
              case MIN -> sorted[0];
              case MAX -> sorted[sorted.length - 1];
              case SUM -> Arrays.stream(window).sum();
              default -> sorted[(int) Math.ceil(0.9 * sorted.length) - 1];
            };
        for (Transition transition : history) {
          assertThat(transition.value())
              .as("%s of %s", aggregate, Arrays.toString(window))
              .isCloseTo(expected, within(1e-9));
        }
      }
    }
  }

  @Test
  void whatIsNoNumberIsNoSample() {
    Rule rule = rule(threshold(Aggregate.LAST, 0, 10), Optional.empty());
    double nan = Double.NaN;
    assertThat(history(rule, 20, nan, 20, Double.POSITIVE_INFINITY, 20))
        .extracting(Transition::change)
        .containsExactly(Change.PENDED, Change.RAISED);
  }

  @Test
  void anomalyModelsSurviveWhatIsNoNumber() {
    Check anomaly =
        new Check.Anomaly(
            Duration.ofMinutes(1),
            1,
            0,
            Check.Direction.BOTH,
            OptionalDouble.empty(),
            OptionalDouble.empty());
    var run = new SeriesRun(rule(anomaly, Optional.empty()), SERIES);
    var random = new Random(1);
    List<Transition> history = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      double value = i % 50 == 0 ? Double.NaN : i == 3_001 ? 1e308 : random.nextGaussian();
      run.take(i * MINUTE, value, history::add);
      assertThat(run.score()).as("row %d", i).isBetween(0.0, 1.0);
    }
    assertThat(history).extracting(Transition::at).contains(3_001 * MINUTE);
  }

  @Test
  void aCounterThatFallsHasBegunAgain() {
    Rule rule = rule(threshold(Aggregate.DELTA, 3, 1e9), Optional.empty());
    assertThat(history(rule, 1000, 1010, 1020, 5, 15, 25)).isEmpty();
    Rule low =
        rule(
            new Check.Threshold(
                Aggregate.RATE,
                Duration.ofMinutes(3),
                OptionalDouble.empty(),
                new Limits(
                    false, OptionalDouble.of(0), OptionalDouble.empty(), OptionalDouble.empty())),
            Optional.empty());
    assertThat(history(low, 1000, 1010, 1020, 5, 15, 25)).as("no negative rate").isEmpty();
  }

  @Test
  void aConditionLimitsWhenItMayFire() {
    var outcome = SeriesCondition.compile("hour >= 1 && labels.group == \"billing\"");
    var ready = (SeriesCondition.Outcome.Ready) outcome;
    Rule rule = rule(threshold(Aggregate.LAST, 0, 10), Optional.of(ready.condition()));
    double[] values = new double[70];
    Arrays.fill(values, 20);
    assertThat(history(rule, values))
        .extracting(Transition::at)
        .containsExactly(60 * MINUTE, 62 * MINUTE);
  }

  @Test
  void lateSamplesAreLeftOutAndCounted() {
    Rule rule = rule(threshold(Aggregate.LAST, 0, 10), Optional.empty());
    var run = new SeriesRun(rule, SERIES);
    List<Transition> history = new ArrayList<>();
    run.take(100_000, 1, history::add);
    run.take(100_000 - SeriesRun.LATENESS_MS, 1, history::add);
    assertThat(run.late()).isZero();
    run.take(100_000 - SeriesRun.LATENESS_MS - 1, 50, history::add);
    assertThat(run.late()).isEqualTo(1);
    assertThat(history).isEmpty();
  }

  @Test
  void aConditionThatCannotBeAskedNeitherStartsNorEndsAnAlert() {
    var ready = (SeriesCondition.Outcome.Ready) SeriesCondition.compile("int(labels.group) > 3");
    var run =
        new SeriesRun(
            rule(threshold(Aggregate.LAST, 0, 10), Optional.of(ready.condition())), SERIES);
    List<Transition> history = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      run.take(i * MINUTE, 20, history::add);
    }
    assertThat(history).isEmpty();
    assertThat(run.errors()).isEqualTo(10);
    assertThat(run.lastError()).isNotEmpty();
  }

  /** Fast samples are averaged into minutes, so that a day of seconds is judged as minutes are. */
  @Test
  void anomaliesAtTenSecondsAreThoseOfMinutes() {
    Check anomaly =
        new Check.Anomaly(
            Duration.ofMinutes(1),
            1,
            0,
            Check.Direction.BOTH,
            OptionalDouble.empty(),
            OptionalDouble.empty());
    for (int seconds : new int[] {1, 5, 10}) {
      var random = new Random(seconds);
      var run = new SeriesRun(rule(anomaly, Optional.empty()), SERIES);
      List<Transition> history = new ArrayList<>();
      long burst = 4 * 86_400L;
      for (long second = 0; second < 5 * 86_400L; second += seconds) {
        boolean odd = second >= burst && second < burst + 240;
        double usual = 100 + 50 * Math.sin(2 * Math.PI * second / 86_400);
        run.take(second * 1_000, usual + 3 * random.nextGaussian() + (odd ? 400 : 0), history::add);
      }
      assertThat(history.stream().filter(t -> t.change().isRaise()).map(Transition::at))
          .as("alerts at a sample per %d s", seconds)
          .singleElement()
          .satisfies(
              at ->
                  assertThat(at).isBetween(burst * 1_000 + 2 * MINUTE, burst * 1_000 + 4 * MINUTE));
    }
  }
}
