package dev.weir.engine.deadletter.replay;

/**
 * How fast a run may go now: what was asked for, less while it begins, and less while the broker
 * throttles. Waits lie between batches, so that none is kept open by them. Confined to one thread.
 */
final class Brake {
  /** Of the pace asked for, at the least. */
  private static final double LEAST = 1.0 / 64;

  private static final double BEGINNING = 0.1;
  private static final double RECOVERY = 1.2;

  private final ReplayControls controls;
  private final long begunNanos = System.nanoTime();
  private double throttled = 1;
  private long lastNanos;

  Brake(ReplayControls controls) {
    this.controls = controls;
  }

  /**
   * Takes down how the last batch went.
   *
   * @param byBroker whether the broker made it wait for being too fast
   * @param tookNanos how long it took
   * @return whether this is the first that was throttled after one that was not
   */
  boolean told(boolean byBroker, long tookNanos) {
    boolean first = byBroker && throttled == 1;
    throttled = byBroker ? Math.max(LEAST, throttled / 2) : Math.min(1, throttled * RECOVERY);
    lastNanos = tookNanos;
    return first;
  }

  /** 0 for as fast as it goes. */
  double recordsPerSecond() {
    return controls.recordsPerSecond() * share();
  }

  /** How long a batch takes its share of time. */
  long nanos(int records, long bytes) {
    double share = share();
    double asked = controls.nanos(records, bytes) / share;
    // Where nothing is asked for, the batch itself is the measure.
    return (long) Math.max(asked, share < 1 ? lastNanos / share : 0);
  }

  private double share() {
    double ramp = controls.rampNanos();
    double begun = System.nanoTime() - begunNanos;
    double part = ramp <= 0 || begun >= ramp ? 1 : BEGINNING + (1 - BEGINNING) * begun / ramp;
    return Math.max(LEAST, part * throttled);
  }
}
