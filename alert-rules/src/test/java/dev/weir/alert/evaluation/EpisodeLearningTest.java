package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.judge.Adoption;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.rule.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an alert is about is not learnt while it lasts, and what lasts too long is. */
class EpisodeLearningTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final OptionalDouble NONE = OptionalDouble.empty();

  private final Random random = new Random(1);
  private final List<Transition> history = new ArrayList<>();
  private final List<Adoption> adoptions = new ArrayList<>();

  static List<Check> checks() {
    return List.of(
        new Check.Anomaly(Duration.ofMinutes(1), 1, 0, Check.Direction.BOTH, NONE, NONE),
        new Check.Novelty(Duration.ofMinutes(1), 0.5),
        new Check.Adaptive(
            Duration.ofMinutes(1), 5, Check.Direction.BOTH, NONE, NONE, Duration.ofHours(6)));
  }

  private static SeriesRun run(Check check) {
    return new SeriesRun(
        new TestRule().quiet(Duration.ofHours(4)).strengthen(5).of(check),
        new Series("m", Map.of()));
  }

  private double usual(long at) {
    return 100 + random.nextGaussian();
  }

  private double shifted(long at) {
    return 180 + random.nextGaussian();
  }

  private void feed(SeriesRun run, long from, long to, LongToDoubleFunction value) {
    for (long at = from; at < to; at += MINUTE) {
      run.take(at, value.applyAsDouble(at), history::add);
      run.adoption().ifPresent(adoptions::add);
    }
  }

  private long raised() {
    return history.stream().filter(transition -> transition.change().isRaise()).count();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void anEpisodeDoesNotBecomeUsualWhileItLasts(Check check) {
    SeriesRun run = run(check);
    feed(run, 0, 3 * DAY, this::usual);
    history.clear();

    feed(run, 3 * DAY, 3 * DAY + 5 * HOUR, this::shifted);
    assertThat(run.state())
        .as("five hours after it rose: %s", history)
        .isEqualTo(AlertState.FIRING);
    assertThat(history).as("one start and no end").hasSize(1);
    assertThat(adoptions).isEmpty();

    feed(run, 3 * DAY + 5 * HOUR, 3 * DAY + 6 * HOUR, this::usual);
    assertThat(run.state()).as("back: %s", history).isEqualTo(AlertState.NORMAL);
    assertThat(raised()).as("told of once: %s", history).isEqualTo(1);
    history.clear();

    feed(run, 3 * DAY + 6 * HOUR, 6 * DAY, this::usual);
    assertThat(history).as("the same hours of the next days").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("checks")
  void whatLastsSixHoursIsTakenForUsualAndSaysSo(Check check) {
    SeriesRun run = run(check);
    feed(run, 0, 3 * DAY, this::usual);
    feed(run, 3 * DAY, 3 * DAY + 6 * HOUR, this::shifted);
    assertThat(adoptions).as("within six hours: %s", history).isEmpty();

    feed(run, 3 * DAY + 6 * HOUR, 10 * DAY, this::shifted);
    assertThat(adoptions).hasSize(1);
    assertThat(adoptions.getFirst().before()).isBetween(90.0, 110.0);
    assertThat(adoptions.getFirst().after()).isBetween(170.0, 190.0);
    assertThat(adoptions.getFirst().cause()).contains("6 h");
    assertThat(run.state()).as("a week later: %s", history).isEqualTo(AlertState.NORMAL);
  }

  @ParameterizedTest
  @MethodSource("checks")
  void whatWasTakenForUsualCanBeTakenBack(Check check) {
    SeriesRun run = run(check);
    feed(run, 0, 3 * DAY, this::usual);
    feed(run, 3 * DAY, 3 * DAY + 6 * HOUR, this::shifted);
    byte[] before = new byte[0];
    long at = 3 * DAY + 6 * HOUR;
    while (adoptions.isEmpty()) {
      feed(run, at, at + MINUTE, this::shifted);
      before = run.learnt();
      at += MINUTE;
    }
    feed(run, at, at + 2 * DAY, this::shifted);
    at += 2 * DAY;

    assertThat(run.refuse(before, at)).isTrue();
    feed(run, at, at + 2 * DAY, this::shifted);
    assertThat(run.state()).as("it is no level to get used to").isEqualTo(AlertState.FIRING);
    assertThat(adoptions).as("not proposed again while it lasts").hasSize(1);

    feed(run, at + 2 * DAY, at + 3 * DAY, this::usual);
    assertThat(run.state()).as("what was usual still is").isEqualTo(AlertState.NORMAL);
  }
}
