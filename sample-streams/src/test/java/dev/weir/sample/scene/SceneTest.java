package dev.weir.sample.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static List<Conditions> seconds(Scene scene) {
    return IntStream.range(0, (int) scene.cycle().toSeconds())
        .mapToObj(second -> scene.at(Duration.ofSeconds(second)))
        .toList();
  }

  private static long count(Scene scene, Predicate<Conditions> condition) {
    return seconds(scene).stream().filter(condition).count();
  }

  @Test
  void eachSceneHasItsDisturbance() {
    assertThat(seconds(Scene.STEADY)).containsOnly(Conditions.CALM);
    assertThat(count(Scene.BURST, now -> now.load() == 20)).isEqualTo(30);
    assertThat(count(Scene.SLOW_CONSUMER, now -> now.billingSpeed() == 0.1)).isEqualTo(90);
    assertThat(count(Scene.STALLED_CONSUMER, now -> now.billingSpeed() == 0)).isPositive();
    assertThat(count(Scene.POISON, Conditions::badDeploy)).isPositive();
    assertThat(count(Scene.OUTAGE, Conditions::storeDown)).isEqualTo(30);
    assertThat(count(Scene.SKEW, now -> now.hotKeyShare() > 0.5)).isPositive();
    assertThat(count(Scene.LATE, now -> now.lateShare() > 0)).isPositive();
  }

  @Test
  void theDayHasASeasonAroundItsMean() {
    var loads = seconds(Scene.DAILY).stream().mapToDouble(Conditions::load).summaryStatistics();
    assertThat(loads.getAverage()).isCloseTo(1, within(0.15));
    assertThat(loads.getMin()).isLessThan(0.4);
    assertThat(loads.getMax()).isGreaterThan(2);
  }

  @Test
  void theTourShowsALagWithinHalfAMinuteAndLeavesNothingOut() {
    assertThat(Scene.TOUR.at(Duration.ofSeconds(20)).billingSpeed()).isEqualTo(0.1);
    assertThat(seconds(Scene.TOUR).stream().map(Conditions::phase))
        .contains(
            "steady",
            "daily",
            "burst",
            "slow-consumer",
            "stalled-consumer",
            "poison",
            "outage",
            "skew",
            "late");
    assertThat(count(Scene.TOUR, Conditions::badDeploy)).isPositive();
    assertThat(seconds(Scene.TOUR).subList(0, 60)).anyMatch(Conditions::badDeploy);
  }

  @Test
  void aSceneRepeatsItself() {
    for (Scene scene : Scene.values()) {
      assertThat(scene.at(scene.cycle().plusSeconds(7)))
          .as(scene.sceneName())
          .isEqualTo(scene.at(Duration.ofSeconds(7)));
      assertThat(Scene.named(scene.sceneName())).contains(scene);
    }
    assertThat(Scene.named("no-such-scene")).isEmpty();
  }

  @Test
  void aRateIsSplitIntoOrdersAndLearningThatAddUpToIt() {
    for (int rate : new int[] {1, 500, 2_000, 50_000}) {
      var load = new Load(rate);
      double events =
          load.ordersPerSecond() * (5 + 3 * load.shippedShare()) + load.learningPerSecond();
      assertThat(events).as("events of rate " + rate).isCloseTo(rate, within(rate * 1e-9));
    }
    assertThat(new Load(500).bounded(20)).isEqualTo(20);
    assertThat(new Load(50_000).bounded(20)).isCloseTo(1.2, within(1e-9));
    assertThat(new Load(60_000).bounded(0.3)).isEqualTo(0.3);
  }

  @Test
  void aSceneChosenLaterBeginsAtItsBeginning() {
    var stage = new Stage(Scene.STEADY, 500, Duration.ofMillis(20));
    stage.tick(100_000);
    stage.play(Scene.SLOW_CONSUMER);
    stage.tick(100_001);
    assertThat(stage.conditions()).isEqualTo(Conditions.CALM);
    stage.tick(100_000 + 50 * 6);
    assertThat(stage.conditions().billingSpeed()).isEqualTo(0.1);
    stage.rate(1_000);
    assertThat(stage.load().eventsPerSecond()).isEqualTo(1_000);
    assertThat(stage.scene()).isEqualTo(Scene.SLOW_CONSUMER);
  }
}
