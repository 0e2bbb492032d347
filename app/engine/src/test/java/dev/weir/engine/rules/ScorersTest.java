package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.engine.rules.NabScorer.Profile;
import dev.weir.engine.rules.NabScorer.Window;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The scorers against the rules they are written from, with numbers worked out by hand. */
class ScorersTest {
  private static final NabScorer.Labelled SERIES =
      new NabScorer.Labelled("s", 1000, List.of(new Window(400, 499), new Window(700, 799)));

  private static NabScorer.Result nab(Profile profile, Integer... rows) {
    return NabScorer.score(List.of(new NabScorer.Reported(SERIES, List.of(rows))), profile);
  }

  @Test
  void silenceIsZeroAndTheFirstRowOfEveryWindowIsAHundred() {
    for (Profile profile : Profile.values()) {
      assertThat(nab(profile).score()).as("silence, %s", profile).isEqualTo(0);
      assertThat(nab(profile, 400, 700).score()).as("perfect, %s", profile).isEqualTo(100);
    }
  }

  @Test
  void anAlarmIsWorthLessTheLaterItComes() {
    assertThat(NabScorer.worth(new Window(400, 499), 400)).isEqualTo(1);
    // y = -0.5: sigma = 2 / (1 + e^-2.5) - 1 = 0.84828; over sigma(-1) = 0.98661.
    assertThat(NabScorer.worth(new Window(400, 499), 450)).isCloseTo(0.85979, within(1e-5));
    // y = -0.01: sigma = 0.024995.
    assertThat(NabScorer.worth(new Window(400, 499), 499)).isCloseTo(0.025334, within(1e-5));
  }

  @Test
  void ofSeveralAlarmsInAWindowTheEarliestCounts() {
    assertThat(nab(Profile.STANDARD, 450, 460, 499, 700).score())
        .isEqualTo(nab(Profile.STANDARD, 450, 700).score());
  }

  @Test
  void aFalseAlarmCostsByItsDistanceFromTheLastWindow() {
    assertThat(NabScorer.cost(SERIES, 300)).as("before any window").isEqualTo(-1);
    // y = 10 / 99: sigma = 2 / (1 + e^0.50505) - 1 = -0.24729.
    assertThat(NabScorer.cost(SERIES, 509)).isCloseTo(-0.24729, within(1e-5));
    assertThat(NabScorer.cost(SERIES, 699)).as("more than 2 windows after").isLessThan(-0.99);
    // Two windows, missed or hit, span 4 points in the raw score; one false alarm costs 0.11 of 4.
    assertThat(nab(Profile.STANDARD, 300, 400, 700).score()).isCloseTo(97.25, within(1e-9));
    assertThat(nab(Profile.REWARD_LOW_FP, 300, 400, 700).score()).isCloseTo(94.5, within(1e-9));
    assertThat(nab(Profile.REWARD_LOW_FN, 300, 400, 700).score())
        .isCloseTo(100 - 100 * 0.11 / 6, within(1e-9));
  }

  @Test
  void probationDoesNotCount() {
    assertThat(SERIES.probation()).isEqualTo(150);
    assertThat(new NabScorer.Labelled("long", 20_000, List.of()).probation()).isEqualTo(750);
    assertThat(nab(Profile.STANDARD, 10, 149).falseAlarms()).isZero();
    assertThat(nab(Profile.STANDARD, 150).falseAlarms()).isEqualTo(1);
  }

  @Test
  void inHindsightTheBestThresholdOfAllIsTaken() {
    double[] scores = new double[1000];
    scores[400] = 0.9;
    scores[700] = 0.8;
    scores[300] = 0.7;
    assertThat(NabScorer.bestInHindsight(List.of(SERIES), List.of(scores), Profile.STANDARD))
        .isEqualTo(100);
    scores[300] = 0.85;
    // Either the first window alone, 50, or both with one false alarm, 97.25.
    assertThat(NabScorer.bestInHindsight(List.of(SERIES), List.of(scores), Profile.STANDARD))
        .isCloseTo(97.25, within(1e-9));
  }

  @Test
  void equalScoresAreReportedTogether() {
    double[] scores = new double[1000];
    scores[400] = 0.9;
    IntStream.range(150, 399).forEach(row -> scores[row] = 0.9);
    assertThat(NabScorer.bestInHindsight(List.of(SERIES), List.of(scores), Profile.STANDARD))
        .as("nothing reported is better than 249 false alarms with one hit")
        .isEqualTo(0);
  }

  private static EventScorer.Labelled labelled(int rows, int... anomalous) {
    boolean[] labels = new boolean[rows];
    for (int row : anomalous) {
      labels[row] = true;
    }
    return new EventScorer.Labelled("e", labels);
  }

  private static EventScorer.Result events(EventScorer.Labelled series, Integer... rows) {
    return EventScorer.score(List.of(new EventScorer.Reported(series, List.of(rows))));
  }

  @Test
  void runsOneRowApartAreOneEvent() {
    assertThat(labelled(1000, 300, 301, 303, 306).events())
        .containsExactly(new EventScorer.Event(300, 303), new EventScorer.Event(306, 306));
    assertThat(labelled(1000, 100, 149).events()).as("in probation").isEmpty();
  }

  @Test
  void anAlarmFromOneBeforeToSevenAfterHits() {
    EventScorer.Labelled series = labelled(1000, 300, 301);
    for (int row : new int[] {299, 300, 308}) {
      assertThat(events(series, row).hit()).as("alarm in row %d", row).isEqualTo(1);
    }
    for (int row : new int[] {298, 309}) {
      assertThat(events(series, row).hit()).as("alarm in row %d", row).isZero();
      assertThat(events(series, row).falseAlarms()).isEqualTo(1);
    }
  }

  @Test
  void falseAlarmsNearEachOtherCountOnce() {
    EventScorer.Labelled series = labelled(1000, 300);
    assertThat(events(series, 500, 520, 540).falseAlarms()).isEqualTo(1);
    assertThat(events(series, 500, 521).falseAlarms()).isEqualTo(2);
    EventScorer.Result result = events(series, 300, 500);
    assertThat(result.precision()).isEqualTo(0.5);
    assertThat(result.recall()).isEqualTo(1);
    assertThat(result.f1()).isCloseTo(2 / 3.0, within(1e-9));
  }
}
