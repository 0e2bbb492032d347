package dev.weir.alert.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AlertLifeTest {
  private static final long S = 1_000;

  private static LifePlan plan(int holdS, int keepS, int quietS) {
    return new LifePlan(
        Duration.ofSeconds(holdS),
        Duration.ofSeconds(keepS),
        Duration.ofSeconds(quietS),
        Double.POSITIVE_INFINITY,
        LifePlan.NoData.KEEP,
        Duration.ZERO);
  }

  /** A word per sample, ten seconds apart: b breach, c clear, h hold, w warming, - nothing. */
  private static List<String> lived(AlertLife life, String samples) {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < samples.length(); i++) {
      long at = i * 10 * S;
      @Nullable Verdict verdict =
          switch (samples.charAt(i)) {
            case 'b' -> Verdict.WARNING;
            case 'B' -> Verdict.CRITICAL;
            case 'c' -> Verdict.CLEAR;
            case 'h' -> Verdict.HOLD;
            case 'w' -> Verdict.WARMING;
            default -> null;
          };
      if (verdict != null) {
        Change change = life.observe(at, verdict, verdict.isBreach() ? 2 : 0.5);
        if (change != Change.NONE) {
          changes.add(change + "@" + i);
        }
      }
    }
    return changes;
  }

  @Test
  void firesAtTheFirstBreachThatIsLongEnough() {
    assertThat(lived(new AlertLife(plan(30, 0, 0)), "cbbbbc"))
        .containsExactly("PENDED@1", "RAISED@4", "RESOLVED@5");
    assertThat(lived(new AlertLife(plan(0, 0, 0)), "cb")).containsExactly("RAISED@1");
  }

  @Test
  void aGoodSampleStartsTheTimeAnew() {
    assertThat(lived(new AlertLife(plan(30, 0, 0)), "bbbcbbb"))
        .containsExactly("PENDED@0", "CANCELLED@3", "PENDED@4");
  }

  @Test
  void aShortGapCountsALongOneDoesNotALongerOneStartsAnew() {
    assertThat(lived(new AlertLife(plan(50, 0, 0)), "cccbb-bb-b"))
        .as("one missing sample")
        .containsExactly("PENDED@3", "RAISED@9");
    assertThat(lived(new AlertLife(plan(50, 0, 0)), "cccbb---bbbbbb"))
        .as("four intervals do not count, and are not lost")
        .containsExactly("PENDED@3", "RAISED@12");
    assertThat(lived(new AlertLife(plan(50, 0, 0)), "cccbb---------bbbbbb"))
        .as("longer than the time itself")
        .containsExactly("PENDED@3", "RAISED@19");
  }

  @Test
  void recoveryMustHold() {
    assertThat(lived(new AlertLife(plan(0, 20, 0)), "bcbccc"))
        .containsExactly("RAISED@0", "RECOVERING@1", "RELAPSED@2", "RECOVERING@3", "RESOLVED@5");
    assertThat(lived(new AlertLife(plan(0, 0, 0)), "bhhc"))
        .as("between the limits it neither starts nor ends")
        .containsExactly("RAISED@0", "RESOLVED@3");
    assertThat(lived(new AlertLife(plan(0, 0, 0)), "chhc")).isEmpty();
  }

  @Test
  void whatComesBackSoonIsTheSameEpisode() {
    var life = new AlertLife(plan(0, 0, 100));
    assertThat(lived(life, "bccccbc" + "c".repeat(43) + "b"))
        .containsExactly("RAISED@0", "RESOLVED@1", "REJOINED@5", "RESOLVED@6", "RAISED@50");
    assertThat(life.episodeStart()).isEqualTo(500 * S);
  }

  @Test
  void severityRisesAreToldFallsAreNot() {
    assertThat(lived(new AlertLife(plan(0, 0, 0)), "bBbB"))
        .containsExactly("RAISED@0", "ESCALATED@1", "EASED@2", "ESCALATED@3");
  }

  @Test
  void farStrongerWithinAnEpisodeIsToldAgain() {
    var life =
        new AlertLife(
            new LifePlan(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofHours(4),
                5,
                LifePlan.NoData.KEEP,
                Duration.ZERO));
    assertThat(life.observe(0, Verdict.WARNING, 1)).isEqualTo(Change.RAISED);
    assertThat(life.strengthToRaise(10 * S, 0.5)).isEqualTo(5);
    assertThat(life.observe(10 * S, Verdict.WARNING, 5)).isEqualTo(Change.NONE);
    assertThat(life.observe(20 * S, Verdict.WARNING, 5.1)).isEqualTo(Change.STRENGTHENED);
    assertThat(life.observe(30 * S, Verdict.CLEAR, 0)).isEqualTo(Change.RESOLVED);
    assertThat(life.observe(40 * S, Verdict.WARNING, 25)).isEqualTo(Change.REJOINED);
  }

  @Test
  void silenceIsNotRecovery() {
    for (LifePlan.NoData then : LifePlan.NoData.values()) {
      var life =
          new AlertLife(
              new LifePlan(
                  Duration.ZERO,
                  Duration.ZERO,
                  Duration.ZERO,
                  Double.POSITIVE_INFINITY,
                  then,
                  Duration.ofSeconds(60)));
      assertThat(life.silentAt()).isEqualTo(Long.MAX_VALUE);
      life.observe(0, Verdict.WARNING, 2);
      assertThat(life.silentAt()).isEqualTo(60 * S);
      assertThat(life.silent())
          .as(then.name())
          .isEqualTo(
              switch (then) {
                case KEEP -> Change.LOST;
                case ALERT -> Change.NONE;
                case OK -> Change.RESOLVED;
              });
      assertThat(life.silent()).as("%s, told twice", then).isEqualTo(Change.NONE);
    }
  }

  @Test
  void silenceItselfMayBeTheAlert() {
    var life =
        new AlertLife(
            new LifePlan(
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ZERO,
                Double.POSITIVE_INFINITY,
                LifePlan.NoData.ALERT,
                Duration.ofSeconds(60)));
    life.observe(0, Verdict.CLEAR, 0);
    assertThat(life.silent()).isEqualTo(Change.RAISED);
    assertThat(life.observe(90 * S, Verdict.CLEAR, 0)).isEqualTo(Change.RESOLVED);
  }

  @Test
  void whatWasLostComesBackAsItWas() {
    var life =
        new AlertLife(
            new LifePlan(
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofHours(1),
                Double.POSITIVE_INFINITY,
                LifePlan.NoData.KEEP,
                Duration.ofSeconds(60)));
    life.observe(0, Verdict.WARNING, 2);
    assertThat(life.silent()).isEqualTo(Change.LOST);
    assertThat(life.state()).isEqualTo(AlertState.NO_DATA);
    assertThat(life.observe(100 * S, Verdict.WARNING, 2)).isEqualTo(Change.RETURNED);
    assertThat(life.state()).isEqualTo(AlertState.FIRING);
    assertThat(life.observe(110 * S, Verdict.CLEAR, 0)).isEqualTo(Change.RESOLVED);
  }

  @Test
  void aDayOfOscillationIsToldOnce() {
    for (int period = 1; period <= 10; period++) {
      var life = new AlertLife(plan(0, 0, 0));
      var samples = new StringBuilder();
      for (int i = 0; i < 8_640; i++) {
        samples.append(i / period % 2 == 0 ? 'b' : 'c');
      }
      long raised =
          lived(life, samples.toString()).stream().filter(c -> c.startsWith("RAISED")).count();
      assertThat(raised).as("raised, period %d", period).isLessThanOrEqualTo(2);
      assertThat(life.isFlapping()).as("flapping, period %d", period).isTrue();
    }
  }
}
