package dev.weir.engine.deadletter.replay;

import java.time.Duration;
import java.util.Set;

/** What may be changed while a job runs. Thread-safe. */
public final class ReplayControls {
  /** Records a second, unless told. */
  public static final double RATE = 100;

  private volatile double recordsPerSecond = RATE;
  private volatile double bytesPerSecond;
  private volatile long rampNanos;
  private volatile long mostLag = Long.MAX_VALUE;
  private volatile Set<Integer> diedAgain = Set.of();
  private volatile int stopAfter = Integer.MAX_VALUE;
  private volatile boolean paused;
  private volatile boolean cancelled;

  /** 0 for as fast as it goes. */
  public void rate(double recordsPerSecond, double bytesPerSecond) {
    this.recordsPerSecond = recordsPerSecond;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Takes this long from a tenth of the pace to all of it; zero for at once. */
  public void ramp(Duration ramp) {
    rampNanos = ramp.toNanos();
  }

  /** Waits while a group is further behind than this on a stream that is written to. */
  public void waitAbove(long records) {
    mostLag = records;
  }

  /** Records that died again; where keys are held, those behind them wait. */
  public void diedAgain(Set<Integer> indexes) {
    diedAgain = Set.copyOf(indexes);
  }

  long rampNanos() {
    return rampNanos;
  }

  long mostLag() {
    return mostLag;
  }

  Set<Integer> diedAgain() {
    return diedAgain;
  }

  /** Pauses once this many records of the plan are settled. */
  public void stopAfter(int records) {
    stopAfter = records;
  }

  /** Pauses when the batch under way is settled. */
  public void pause() {
    paused = true;
  }

  /** Ends for good when the batch under way is settled. */
  public void cancel() {
    cancelled = true;
  }

  /** Takes {@link #pause} back. */
  public void goOn() {
    paused = false;
  }

  double recordsPerSecond() {
    return recordsPerSecond;
  }

  int stopAfter() {
    return stopAfter;
  }

  boolean isPaused() {
    return paused;
  }

  boolean isCancelled() {
    return cancelled;
  }

  /** How long a batch takes its share of time. */
  long nanos(int records, long bytes) {
    double byRecords = recordsPerSecond > 0 ? records / recordsPerSecond : 0;
    double byBytes = bytesPerSecond > 0 ? bytes / bytesPerSecond : 0;
    return (long) (Math.max(byRecords, byBytes) * 1e9);
  }
}
