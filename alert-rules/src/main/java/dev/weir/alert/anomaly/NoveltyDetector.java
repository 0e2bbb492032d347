package dev.weir.alert.anomaly;

import dev.weir.alert.state.State;

/**
 * How far the newest value is from the nearest one ever seen. Also finds a value between two usual
 * ones, which {@link AnomalyDetector} does not, and takes every new record of noise for news.
 * Allocates nothing after construction and holds about 2 KiB; confined to one thread.
 */
public final class NoveltyDetector {
  private static final int MEMORY_ROWS = 12_000;

  private final NoveltyMemory memory = new NoveltyMemory();

  /** Judges a finite value, which is then to be learnt or held back. */
  public void judge(double value) {
    memory.judge(value, MEMORY_ROWS);
  }

  /** Learns the value judged last, and what was held back before it. */
  public void learn() {
    memory.learn();
  }

  /** Keeps the value judged last from what is known, until the next one that is learnt. */
  public void hold() {
    memory.hold();
  }

  /** What it has learnt, to be kept or restored; restoring takes a new detector. */
  public void state(State state) {
    memory.state(state);
  }

  /** Distance to the nearest known value in spreads, 2 % to 98 %; NaN for the first 100 values. */
  public double gap() {
    return memory.nearest();
  }
}
