package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples as they come on a bad day: uneven, missing, twice, without bounds, over and over. */
class HarshSamplesTest {
  private static final Series SERIES = new Series("m", Map.of());
  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final long S = 1_000;
  private static final long MINUTE = 60 * S;
  private static final long DAY = 1_440 * MINUTE;
  private static final long T0 = 1_790_000_000_000L;

  private final List<Transition> history = new ArrayList<>();

  private static Check above(double limit) {
    return new Check.Threshold(
        Aggregate.LAST,
        Duration.ZERO,
        NONE,
        new Limits(true, OptionalDouble.of(limit), NONE, NONE));
  }

  private static Check anomaly(double leastEffect) {
    return new Check.Anomaly(
        Duration.ofMinutes(1), 1, leastEffect, Check.Direction.BOTH, NONE, NONE);
  }

  private List<Change> changes() {
    return history.stream().map(Transition::change).toList();
  }

  private long raised() {
    return changes().stream().filter(Change::isRaise).count();
  }

  /** Each ten seconds, a fifth early or late, and now and then one is missing. */
  @Property(tries = 1_000)
  void firesOnceAtTheFirstSampleThatIsLongEnough(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 12) int holdIntervals) {
    var random = new Random(seed);
    Duration hold = Duration.ofSeconds(10L * holdIntervals);
    List<Transition> told = new ArrayList<>();
    var run = new SeriesRun(new TestRule().hold(hold).of(above(10)), SERIES);
    long bad = 6 + random.nextInt(6);
    long first = Long.MAX_VALUE;
    long due = Long.MAX_VALUE;
    boolean isMissing = false;
    for (int i = 0; i < 40; i++) {
      isMissing = i > 6 && !isMissing && random.nextInt(6) == 0;
      long at = T0 + i * 10 * S + random.nextInt(4_001) - 2_000;
      if (isMissing) {
        continue;
      }
      run.take(at, i < bad ? 1 : 20, told::add);
      if (i >= bad) {
        first = Math.min(first, at);
        if (due == Long.MAX_VALUE && at - first >= hold.toMillis()) {
          due = at;
        }
      }
    }
    assertThat(told.stream().filter(one -> one.change().isRaise()).map(Transition::at))
        .as("held for %s since %s: %s", hold, first, told)
        .containsExactly(due);
  }

  @ParameterizedTest
  @CsvSource({"1, RAISED", "2, RAISED", "3, PENDED", "100, PENDED"})
  void missingSamplesCountUpToTwoAndNeverResolve(int missing, Change last) {
    Rule rule =
        new TestRule()
            .hold(Duration.ofSeconds(60))
            .noData(LifePlan.NoData.KEEP, Duration.ofMinutes(5))
            .of(above(10));
    var run = new SeriesRun(rule, SERIES);
    long at = T0;
    for (int i = 0; i < 10; i++, at += 10 * S) {
      run.take(at, 1, history::add);
    }
    for (int i = 0; i < 5; i++, at += 10 * S) {
      run.take(at, 20, history::add);
    }
    run.take(at + missing * 10 * S, 20, history::add);
    run.take(at + missing * 10 * S + 10 * S, 20, history::add);
    assertThat(changes()).doesNotContain(Change.RESOLVED);
    if (missing == 100) {
      assertThat(changes()).as("lost, then anew").contains(Change.LOST);
    }
    assertThat(changes()).as("%s", history).last().isEqualTo(last);
  }

  @Test
  void hoursAndDaysOfRulesAreThoseOfUtcWhateverTheClocksDo() {
    SeriesCondition weekday =
        ((SeriesCondition.Outcome.Ready) SeriesCondition.compile("weekday == 2 && hour == 1"))
            .condition();
    Rule rule = new TestRule().when(Optional.of(weekday)).of(above(10));
    for (String moment : List.of("2028-02-29T01:30:00Z", "2026-03-31T01:00:00Z")) {
      var run = new SeriesRun(rule, SERIES);
      long at = Instant.parse(moment).toEpochMilli();
      history.clear();
      run.take(at, 20, history::add);
      assertThat(changes()).as("a Tuesday, %s", moment).containsExactly(Change.RAISED);
    }
    for (String moment : List.of("2028-03-01T01:30:00Z", "2026-03-29T01:30:00Z")) {
      var run = new SeriesRun(rule, SERIES);
      history.clear();
      run.take(Instant.parse(moment).toEpochMilli(), 20, history::add);
      assertThat(changes()).as("no Tuesday, %s", moment).isEmpty();
    }
  }

  /** The model looks at what has been, so the first values of all are never odd. */
  @Test
  void aColdStartIsSilent() {
    for (int points : new int[] {1, 99, 149, 151}) {
      var random = new Random(points);
      var run = new SeriesRun(new TestRule().of(anomaly(0)), SERIES);
      history.clear();
      for (int i = 0; i < points; i++) {
        run.take(T0 + i * MINUTE, random.nextGaussian(), history::add);
      }
      run.take(T0 + points * MINUTE, 1e6, history::add);
      assertThat(changes()).as("after %d points", points).isEmpty();
      assertThat(run.state()).isEqualTo(AlertState.WARMING);
    }
  }

  /** Constant for three days, then another value, in the smallest step there is. */
  @ParameterizedTest
  @CsvSource({"0, 1", "10000, 10002", "7, 8", "-0.0, 0.0", "1e300, 1.0000001e300"})
  void whatIsSmallerThanTheLeastEffectIsNoAnomaly(double usual, double then) {
    var run = new SeriesRun(new TestRule().of(anomaly(Math.abs(then - usual) * 1.01)), SERIES);
    for (int i = 0; i < 3 * 1_440; i++) {
      run.take(T0 + i * MINUTE, usual, history::add);
    }
    for (int i = 0; i < 600; i++) {
      run.take(T0 + 3 * DAY + i * MINUTE, then, history::add);
    }
    assertThat(changes()).isEmpty();
  }

  /** What a broker, a clock or a division may make of a number. */
  @Property(tries = 60)
  void nothingThatIsANumberOrNoneBreaksACheck(@ForAll long seed) {
    var random = new Random(seed);
    double[] odd = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e308,
      -1e308,
      Double.MIN_VALUE,
      -0.0,
      0,
      1
    };
    List<Check> checks =
        List.of(
            anomaly(0),
            new Check.Novelty(Duration.ofMinutes(1), 0.5),
            new Check.Adaptive(
                Duration.ofMinutes(1), 5, Check.Direction.BOTH, NONE, NONE, Duration.ofHours(6)),
            new Check.Flatline(Duration.ofMinutes(10), 0),
            new Check.Forecast(
                Duration.ofMinutes(5),
                Duration.ofHours(1),
                new Limits(true, OptionalDouble.of(1e307), NONE, NONE)),
            new Check.Threshold(
                Aggregate.P99,
                Duration.ofMinutes(10),
                NONE,
                new Limits(true, OptionalDouble.of(3), NONE, NONE)),
            new Check.Threshold(
                Aggregate.RATE,
                Duration.ofMinutes(10),
                NONE,
                new Limits(false, OptionalDouble.of(0), NONE, NONE)));
    for (Check check : checks) {
      var run = new SeriesRun(new TestRule().of(check), SERIES);
      for (int i = 0; i < 2_000; i++) {
        double value =
            random.nextInt(20) == 0 ? odd[random.nextInt(odd.length)] : random.nextGaussian();
        run.take(T0 + i * MINUTE, value, history::add);
        assertThat(run.score()).as("%s at %d", check, i).isBetween(0.0, 1.0);
      }
      byte[] learnt = run.learnt();
      assertThat(new SeriesRun(new TestRule().of(check), SERIES).learn(learnt, T0 + 3 * DAY))
          .as("%s can be put down and taken up", check)
          .isEqualTo(learnt.length > 0);
    }
  }

  @Test
  void weekendsAreUsualOnceTheWeeksAreKnown() {
    var random = new Random(1);
    Check check =
        new Check.Adaptive(
            Duration.ofMinutes(1), 5, Check.Direction.BOTH, NONE, NONE, Duration.ofHours(6));
    var run = new SeriesRun(new TestRule().of(check), SERIES);
    long monday = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();
    int days = 42;
    for (int minute = 0; minute < days * 1_440; minute += 5) {
      int day = minute / 1_440;
      boolean isWeekend = day % 7 >= 5;
      double value = (isWeekend ? 40 : 100) + random.nextGaussian();
      run.take(monday + minute * MINUTE, value, history::add);
    }
    assertThat(history)
        .as("from the fifth week on")
        .noneMatch(one -> one.change().isRaise() && one.at() >= monday + 28 * DAY);
    history.clear();
    for (int minute = 0; minute < 600; minute += 5) {
      run.take(monday + days * DAY + minute * MINUTE, 40, history::add);
    }
    assertThat(raised()).as("a holiday on a Monday is told once: %s", history).isEqualTo(1);
  }

  @Test
  void aSecondSpikeAndOneWithinAnEpisodeJoinIt() {
    var random = new Random(2);
    Rule rule = new TestRule().quiet(Duration.ofHours(4)).of(anomaly(0));
    var run = new SeriesRun(rule, SERIES);
    for (int i = 0; i < 5 * 1_440; i++) {
      boolean isSpike = i == 4 * 1_440 || i == 4 * 1_440 + 2;
      run.take(T0 + i * MINUTE, random.nextGaussian() + (isSpike ? 60 : 0), history::add);
    }
    assertThat(raised()).as("two spikes two minutes apart: %s", history).isEqualTo(1);

    history.clear();
    for (int i = 0; i < 180; i++) {
      double more = i == 90 ? 90 : 60;
      run.take(T0 + 6 * DAY + i * MINUTE, random.nextGaussian() + more, history::add);
    }
    assertThat(raised()).as("a spike within a long one: %s", history).isEqualTo(1);
  }

  /** The same samples, by two runs, to the last bit of every sentence. */
  @Property(tries = 20)
  void theSameSamplesGiveTheSameHistory(@ForAll long seed) {
    for (Check check : List.of(anomaly(0), above(2))) {
      List<List<Transition>> histories = new ArrayList<>();
      for (int time = 0; time < 2; time++) {
        var random = new Random(seed);
        List<Transition> told = new ArrayList<>();
        var run = new SeriesRun(new TestRule().of(check), SERIES);
        for (int i = 0; i < 3_000; i++) {
          run.take(T0 + i * MINUTE, random.nextGaussian() * (i % 977 == 0 ? 40 : 1), told::add);
        }
        histories.add(told);
      }
      assertThat(histories.getFirst().toString()).isEqualTo(histories.getLast().toString());
    }
  }
}
