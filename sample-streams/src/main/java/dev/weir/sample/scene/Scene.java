package dev.weir.sample.scene;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A named script of disturbances that repeats itself. The conditions are a function of the time
 * since the scene began and of nothing else.
 */
public enum Scene {
  STEADY("steady", new Act(60, Conditions.CALM)),
  /** A day's season in five minutes. */
  DAILY("daily", new Act(300, Conditions.CALM)) {
    @Override
    public Conditions at(Duration elapsed) {
      double day = (elapsed.toMillis() % 300_000) / 300_000.0;
      return Conditions.CALM.withLoad("daily", daySeason(day));
    }
  },
  BURST(
      "burst",
      new Act(15, Conditions.CALM),
      new Act(30, Conditions.CALM.withLoad("burst", 20)),
      new Act(75, Conditions.CALM)),
  SLOW_CONSUMER(
      "slow-consumer",
      new Act(5, Conditions.CALM),
      new Act(90, Conditions.billing("slow-consumer", 0.1)),
      new Act(55, Conditions.CALM)),
  STALLED_CONSUMER(
      "stalled-consumer",
      new Act(5, Conditions.CALM),
      new Act(120, Conditions.billing("stalled-consumer", 0)),
      new Act(90, Conditions.CALM)),
  POISON(
      "poison",
      new Act(5, Conditions.CALM),
      new Act(60, Conditions.poison()),
      new Act(30, Conditions.CALM)),
  OUTAGE(
      "outage",
      new Act(5, Conditions.CALM),
      new Act(30, Conditions.outage()),
      new Act(45, Conditions.CALM)),
  SKEW("skew", new Act(3, Conditions.CALM), new Act(57, Conditions.skew())),
  LATE("late", new Act(3, Conditions.CALM), new Act(57, Conditions.late())),
  /** All of them, the ones that need watching longest first. */
  TOUR(
      "tour",
      new Act(6, Conditions.CALM),
      new Act(30, Conditions.billing("slow-consumer", 0.1)),
      new Act(6, Conditions.CALM),
      new Act(20, Conditions.poison()),
      new Act(10, Conditions.CALM),
      new Act(12, Conditions.CALM.withLoad("burst", 6)),
      new Act(16, Conditions.CALM),
      new Act(25, Conditions.outage()),
      new Act(25, Conditions.CALM),
      new Act(20, Conditions.skew()),
      new Act(10, Conditions.CALM),
      new Act(15, Conditions.late()),
      new Act(10, Conditions.CALM),
      new Act(30, Conditions.billing("stalled-consumer", 0)),
      new Act(25, Conditions.CALM),
      new Act(40, Conditions.CALM.withLoad("daily", 0.4)),
      new Act(30, Conditions.CALM.withLoad("daily", 1.6)));

  private record Act(int seconds, Conditions conditions) {}

  private final String sceneName;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Act> acts;

  private final long cycleMillis;

  Scene(String sceneName, Act... acts) {
    this.sceneName = sceneName;
    this.acts = List.of(acts);
    this.cycleMillis = Arrays.stream(acts).mapToLong(act -> act.seconds() * 1000L).sum();
  }

  /** As on the command line, e.g. {@code slow-consumer}. */
  public String sceneName() {
    return sceneName;
  }

  /** How long one run of the script takes before it begins again. */
  public Duration cycle() {
    return Duration.ofMillis(cycleMillis);
  }

  /** The conditions this long after the scene began. */
  public Conditions at(Duration elapsed) {
    long rest = elapsed.toMillis() % cycleMillis;
    for (Act act : acts) {
      rest -= act.seconds() * 1000L;
      if (rest < 0) {
        return act.conditions();
      }
    }
    throw new IllegalStateException("acts of " + sceneName + " do not add up to its cycle");
  }

  public static Optional<Scene> named(String name) {
    return Arrays.stream(values()).filter(scene -> scene.sceneName.equals(name)).findFirst();
  }

  /** All names, separated by blanks. */
  public static String names() {
    return Arrays.stream(values()).map(Scene::sceneName).collect(Collectors.joining(" "));
  }

  /** Quiet night, a peak at noon and a higher one in the evening; on average about 1. */
  private static double daySeason(double day) {
    double noon = Math.exp(-square((day - 0.5) / 0.1));
    double evening = Math.exp(-square((day - 0.8) / 0.08));
    return 0.3 + 1.6 * noon + 2.2 * evening;
  }

  private static double square(double value) {
    return value * value;
  }
}
