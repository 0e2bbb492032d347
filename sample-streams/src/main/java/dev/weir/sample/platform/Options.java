package dev.weir.sample.platform;

import dev.weir.sample.scene.Scene;

/**
 * How the platform runs.
 *
 * @param rate events per second on Kafka, all topics together, before the scene's factor
 */
public record Options(Scene scene, int rate, long seed) {
  public static final int DEFAULT_RATE = 500;
  public static final long DEFAULT_SEED = 1;

  public static Options defaults() {
    return new Options(Scene.TOUR, DEFAULT_RATE, DEFAULT_SEED);
  }

  public Options withScene(Scene value) {
    return new Options(value, rate, seed);
  }

  public Options withRate(int value) {
    return new Options(scene, value, seed);
  }

  public Options withSeed(long value) {
    return new Options(scene, rate, value);
  }
}
