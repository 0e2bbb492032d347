package dev.weir.sample.scene;

import java.time.Duration;

/**
 * The scene that plays and the load it plays at, as every service sees it. One thread moves it on
 * ({@link #tick}), any thread may change scene or rate, any thread reads.
 */
public final class Stage {
  private record Programme(Scene scene, Load load, long firstTick) {}

  private final Duration tickLength;
  private volatile Programme programme;
  private volatile Conditions conditions;
  private volatile long ticks;

  public Stage(Scene scene, int rate, Duration tickLength) {
    this.tickLength = tickLength;
    this.programme = new Programme(scene, new Load(rate), 0);
    this.conditions = scene.at(Duration.ZERO);
  }

  /** Plays this scene from its beginning. */
  public synchronized void play(Scene scene) {
    programme = new Programme(scene, programme.load(), ticks);
  }

  /** Changes the rate, leaves the scene where it is. */
  public synchronized void rate(int eventsPerSecond) {
    programme = new Programme(programme.scene(), new Load(eventsPerSecond), programme.firstTick());
  }

  /** Moves on to this tick, counted from 0; the same ticks bring the same conditions. */
  public void tick(long number) {
    ticks = number;
    Programme playing = programme;
    long since = Math.max(0, number - playing.firstTick());
    conditions = playing.scene().at(tickLength.multipliedBy(since));
  }

  public Scene scene() {
    return programme.scene();
  }

  public Load load() {
    return programme.load();
  }

  public Conditions conditions() {
    return conditions;
  }

  public Duration tickLength() {
    return tickLength;
  }
}
