package dev.weir.alert.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.rule.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A band that follows a series: what moves it, and what must not. */
class AdaptiveBandTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 1440 * MINUTE;

  private final Random random = new Random(1);
  private final List<Transition> history = new ArrayList<>();
  private final SeriesRun run =
      new SeriesRun(
          new TestRule()
              .quiet(Duration.ofMinutes(10))
              .of(
                  new Check.Adaptive(
                      Duration.ofMinutes(1),
                      5,
                      Check.Direction.BOTH,
                      OptionalDouble.empty(),
                      OptionalDouble.of(1000),
                      Duration.ofHours(6))),
          new Series("m", Map.of()));

  private void feed(long from, long to, LongToDoubleFunction value) {
    for (long at = from; at < to; at += 5 * MINUTE) {
      run.take(at, value.applyAsDouble(at), history::add);
    }
  }

  private double usual(long at) {
    return 200 + 100 * Math.sin(2 * Math.PI * (at / HOUR_STEPS) / 24) + 2 * random.nextGaussian();
  }

  /** Whole hours, so that the middle of an hour is its level. */
  private static final long HOUR_STEPS = 60 * MINUTE;

  @Test
  void itFollowsTheDayAndFindsWhatIsUnusualForItsHour() {
    feed(0, 10 * DAY, this::usual);
    long raisedBefore = history.stream().filter(t -> t.at() >= 4 * DAY).count();
    assertThat(raisedBefore).as("alerts once the days are known: %s", history).isZero();

    history.clear();
    feed(10 * DAY, 10 * DAY + 30 * MINUTE, at -> usual(at) - 90);
    assertThat(history).as("at midnight what is usual at dawn").isNotEmpty();
    assertThat(history.getFirst().baseline()).isBetween(190.0, 210.0);
    assertThat(history.getFirst().reason()).contains("is outside");
  }

  @Test
  void anOutageDoesNotMoveTheBand() {
    feed(0, 10 * DAY, this::usual);
    feed(10 * DAY, 10 * DAY + 5 * HOUR_STEPS, at -> 0);
    assertThat(run.state()).isEqualTo(AlertState.FIRING);
    feed(10 * DAY + 5 * HOUR_STEPS, 11 * DAY, this::usual);
    assertThat(run.state()).isEqualTo(AlertState.NORMAL);

    history.clear();
    feed(11 * DAY, 12 * DAY, this::usual);
    assertThat(history).as("the day after, at the hours of the outage").isEmpty();
    feed(12 * DAY, 12 * DAY + 5 * MINUTE, at -> 0);
    assertThat(history.getFirst().baseline()).as("within a tenth").isBetween(180.0, 220.0);
  }

  @Test
  void aNewLevelIsTakenForUsualInTheEnd() {
    feed(0, 10 * DAY, this::usual);
    feed(10 * DAY, 40 * DAY, at -> usual(at) + 150);
    assertThat(run.state()).as("a month after it rose").isEqualTo(AlertState.NORMAL);
  }

  @Test
  void aSlowBoilMeetsTheGuardRail() {
    feed(0, 400 * DAY, at -> 200 * Math.pow(1.01, at / (double) DAY) + random.nextGaussian());
    Transition rail =
        history.stream().filter(t -> t.reason().contains("guard rail")).findFirst().orElseThrow();
    assertThat(rail.value()).isBetween(1000.0, 1015.0);
  }
}
