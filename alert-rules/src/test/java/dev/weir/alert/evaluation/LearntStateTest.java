package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What checks have learnt, over the end of a program; and what people say of it. */
class LearntStateTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final Series SERIES = new Series("lag", Map.of("group", "billing"));
  private static final long MINUTE = 60_000;
  private static final Limits ABOVE =
      new Limits(true, OptionalDouble.of(170), OptionalDouble.of(400), OptionalDouble.of(150));

  static List<Check> checks() {
    OptionalDouble none = OptionalDouble.empty();
    return List.of(
        new Check.Threshold(Aggregate.P95, Duration.ofMinutes(20), none, ABOVE),
        new Check.Threshold(
            Aggregate.RATE,
            Duration.ofMinutes(20),
            none,
            new Limits(true, OptionalDouble.of(0.9), none, none)),
        new Check.Difference(Duration.ofMinutes(5), Duration.ofHours(1), true, ABOVE),
        new Check.Anomaly(Duration.ofMinutes(1), 1, 0, Check.Direction.BOTH, none, none),
        new Check.Novelty(Duration.ofMinutes(1), 0.08),
        new Check.Flatline(Duration.ofHours(1), 1),
        new Check.BurnRate(0.5),
        new Check.Adaptive(
            Duration.ofMinutes(1), 4, Check.Direction.BOTH, none, none, Duration.ofHours(6)),
        new Check.Forecast(Duration.ofMinutes(5), Duration.ofHours(2), ABOVE));
  }

  private static Rule rule(Check check, Severity severity) {
    return new TestRule()
        .metric("lag")
        .severity(severity)
        .hold(Duration.ofMinutes(2))
        .keepFiring(Duration.ofMinutes(2))
        .quiet(Duration.ofMinutes(10))
        .strengthen(5)
        .noData(LifePlan.NoData.KEEP, Duration.ofMinutes(10))
        .of(check);
  }

  /** A daily wave with noise, an odd half hour a day, and steps that a counter would take. */
  private static double value(int minute, Random random) {
    double wave = 100 + 40 * Math.sin(2 * Math.PI * minute / 1440);
    boolean odd = minute % 1440 > 1200 && minute % 1440 < 1230 && minute > 3 * 1440;
    return wave + 4 * random.nextGaussian() + (odd ? 300 : 0);
  }

  @ParameterizedTest
  @MethodSource("checks")
  void aRunThatIsPutDownAndTakenUpSaysWhatOneThatGoesOnSays(Check check) {
    Rule rule = rule(check, Severity.WARNING);
    var random = new Random(7);
    List<String> goesOn = new ArrayList<>();
    List<String> takenUp = new ArrayList<>();
    var steady = new SeriesRun(rule, SERIES);
    var moved = new SeriesRun(rule, SERIES);
    for (int minute = 0; minute < 6 * 1440; minute++) {
      long at = T0 + minute * MINUTE;
      double value = value(minute, random);
      steady.take(at, value, transition -> goesOn.add(transition.toString()));
      if (minute % 997 == 996) {
        byte[] learnt = moved.learnt();
        moved = new SeriesRun(rule, SERIES, moved.saved(), at - MINUTE);
        assertThat(moved.learn(learnt, at)).as("taken over in minute %s", minute).isTrue();
      }
      moved.take(at, value, transition -> takenUp.add(transition.toString()));
      assertThat((Double) moved.score())
          .as("score in minute %s", minute)
          .isEqualTo((Double) steady.score());
      assertThat((Double) moved.figure())
          .as("figure in minute %s", minute)
          .isEqualTo((Double) steady.figure());
      assertThat((Double) moved.upper())
          .as("limit in minute %s", minute)
          .isEqualTo((Double) steady.upper());
    }
    assertThat(takenUp).isEqualTo(goesOn);
    if (!(check instanceof Check.Flatline)) {
      assertThat(goesOn).as("something happened at all").isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("checks")
  void bytesThatWereSpoiltOrBelongElsewhereChangeNothing(Check check) {
    Rule rule = rule(check, Severity.WARNING);
    var random = new Random(3);
    var learnt = new SeriesRun(rule, SERIES);
    for (int minute = 0; minute < 1500; minute++) {
      learnt.take(T0 + minute * MINUTE, value(minute, random), transition -> {});
    }
    byte[] bytes = learnt.learnt();
    long now = T0 + 1500 * MINUTE;
    int refused = 0;
    var sound = new SeriesRun(rule, SERIES);
    assertThat(sound.learn(bytes, now)).as("as it was").isTrue();
    for (int i = 0; i < bytes.length; i += Math.max(1, bytes.length / 200)) {
      byte[] spoilt = bytes.clone();
      spoilt[i] ^= 0x55;
      var fresh = new SeriesRun(rule, SERIES);
      if (fresh.learn(spoilt, now)) {
        assertThat(fresh.learnt()).as("byte %s says nothing", i).isEqualTo(sound.learnt());
      } else {
        assertThat(fresh.figure()).as("byte %s spoilt", i).isNaN();
        refused++;
      }
    }
    assertThat(refused).as("all but a few bits that say nothing").isGreaterThan(30);
    var fresh = new SeriesRun(rule, SERIES);
    assertThat(fresh.learn(new byte[0], now)).isFalse();
    assertThat(fresh.learn(java.util.Arrays.copyOf(bytes, bytes.length - 3), now)).isFalse();
    assertThat(fresh.learn(bytes, T0)).as("from the future").isFalse();
    var other =
        new SeriesRun(
            rule(
                new Check.Threshold(
                    Aggregate.MAX, Duration.ofMinutes(3), OptionalDouble.empty(), ABOVE),
                Severity.WARNING),
            SERIES);
    assertThat(other.learn(bytes, now)).as("of another check").isFalse();
    assertThat(fresh.learn(bytes, now)).as("as it was").isTrue();
  }

  @Test
  void aWidenedBandKeepsWhatWasLearnt() {
    OptionalDouble none = OptionalDouble.empty();
    var narrow =
        new Check.Adaptive(
            Duration.ofMinutes(1), 4, Check.Direction.BOTH, none, none, Duration.ofHours(6));
    var wide =
        new Check.Adaptive(
            Duration.ofMinutes(1), 8, Check.Direction.UP, none, none, Duration.ofHours(2));
    var before = new SeriesRun(rule(narrow, Severity.WARNING), SERIES);
    var random = new Random(3);
    for (int minute = 0; minute < 2 * 1440; minute++) {
      before.take(T0 + minute * MINUTE, value(minute, random), transition -> {});
    }
    var after = new SeriesRun(rule(wide, Severity.WARNING), SERIES);
    assertThat(after.learn(before.learnt(), T0 + 3 * 1440 * MINUTE)).isTrue();
    assertThat(after.baseline()).isFinite().isEqualTo(before.baseline());
  }

  @Test
  void whatIsNoProblemIsToleratedAndTenTimesThatIsNot() {
    var check =
        new Check.Threshold(
            Aggregate.LAST,
            Duration.ZERO,
            OptionalDouble.empty(),
            new Limits(
                true, OptionalDouble.of(100), OptionalDouble.of(1000), OptionalDouble.empty()));
    var run = new SeriesRun(rule(check, Severity.WARNING), SERIES);
    List<String> changes = new ArrayList<>();
    long at = T0;
    for (double value : new double[] {50, 130, 130, 130, 130}) {
      run.take(at += MINUTE, value, transition -> changes.add(transition.change().name()));
    }
    assertThat(changes).containsExactly("PENDED", "RAISED");
    assertThat(run.peak()).isEqualTo(1.3);

    run.tolerate(1.1 * run.peak());
    assertThat(run.upper()).isEqualTo(143, within(1e-9));
    changes.clear();
    for (int i = 0; i < 5; i++) {
      run.take(at += MINUTE, 120, transition -> changes.add(transition.change().name()));
    }
    assertThat(changes).containsExactly("RECOVERING", "RESOLVED");

    changes.clear();
    for (int i = 0; i < 5; i++) {
      run.take(at += MINUTE, 1500, transition -> changes.add(transition.change().name()));
    }
    assertThat(changes).as("critical is critical").containsAnyOf("RAISED", "STRENGTHENED");
    assertThat(run.severity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void aNewLevelIsAdoptedOnceAndCanBeTakenBack() {
    OptionalDouble none = OptionalDouble.empty();
    var check =
        new Check.Adaptive(
            Duration.ofMinutes(1), 5, Check.Direction.BOTH, none, none, Duration.ofHours(6));
    var run = new SeriesRun(rule(check, Severity.WARNING), SERIES);
    var random = new Random(11);
    long at = T0;
    for (int minute = 0; minute < 2 * 1440; minute++) {
      run.take(at += MINUTE, 100 + random.nextGaussian(), transition -> {});
    }
    double usual = run.baseline();
    byte[] before = {};
    int adoptions = 0;
    long adoptedAt = 0;
    for (int minute = 0; minute < 8 * 60; minute++) {
      run.take(at += MINUTE, 300 + random.nextGaussian(), transition -> {});
      if (run.adoption().isPresent()) {
        adoptions++;
        adoptedAt = at;
        before = run.learnt();
        assertThat(run.adoption().get().before()).isBetween(95.0, 105.0);
        assertThat(run.adoption().get().after()).isBetween(295.0, 305.0);
        assertThat(run.baseline())
            .as("nothing was learnt of it before")
            .isCloseTo(usual, within(0.2));
      }
    }
    assertThat(adoptions).isEqualTo(1);
    assertThat(adoptedAt - T0 - 2 * 1440 * MINUTE)
        .isBetween(6 * 60 * MINUTE, (6 * 60 + 5) * MINUTE);
    assertThat(run.baseline()).as("learns the new level").isGreaterThan(150);

    assertThat(run.refuse(before, at)).isTrue();
    for (int minute = 0; minute < 8 * 60; minute++) {
      run.take(at += MINUTE, 300 + random.nextGaussian(), transition -> {});
      assertThat(run.adoption()).isEmpty();
    }
    assertThat(run.baseline()).as("stays what it was").isCloseTo(usual, within(0.2));
  }
}
