package dev.weir.views.kit;

import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.publish.Slot;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.OptionalLong;
import javafx.scene.Scene;
import javafx.util.Subscription;

/**
 * How the window itself keeps up: how long frames take, age of the newest record when it is laid
 * out on screen, and the share of time the FX thread computes. Frames are drawn when there is
 * something to draw, so that the time between two says nothing; a frame's time is from the look
 * that found new figures to the end of the layout that has them, with the wait for the FX thread.
 * Bounded: keeps the last {@value #CAPACITY} of each. Confined to the FX thread.
 */
public final class FrameMeter {
  private static final int CAPACITY = 4096;
  private static final double NANOS_PER_MILLI = 1e6;

  private final InstantSource clock;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Ring frameMillis = new Ring();
  private final Ring recordAgeMillis = new Ring();
  private OptionalLong askedNanos = OptionalLong.empty();
  private boolean paused;
  private boolean resumed;
  private boolean anyFrame;
  private long firstFrameNanos;
  private long firstCpuNanos;
  private long lastFrameNanos;
  private long lastCpuNanos;
  private long newestSeenMillis;

  /** Ages are taken against {@code clock}. */
  public FrameMeter(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What was measured so far; NaN where nothing was.
   *
   * @param frameMillisP50 from the look that found new figures to the end of their layout
   * @param fxBusyRatio CPU time of the FX thread by wall time since the first frame
   */
  public record Report(
      double frameMillisP50,
      double frameMillisP99,
      double recordAgeAtPixelMillisP50,
      double recordAgeAtPixelMillisP99,
      double fxBusyRatio) {}

  /**
   * Measures beats of {@code pulse} and layouts of {@code scene}.
   *
   * @return ends it
   */
  public Subscription attach(Pulse pulse, Scene scene, Slot<EngineHealth> health) {
    Subscription beats = pulse.eachBeat(this::asked);
    Runnable laidOut =
        () -> laidOut(System.nanoTime(), health.latest().value().newestRecordMillis());
    scene.addPostLayoutPulseListener(laidOut);
    return beats.and(() -> scene.removePostLayoutPulseListener(laidOut));
  }

  /** Forgets what was measured, such as the time of starting up. */
  public void reset() {
    anyFrame = false;
    frameMillis.clear();
    recordAgeMillis.clear();
  }

  /** Measures nothing until {@link #resume}: what happens now is not how the window is used. */
  public void pause() {
    paused = true;
  }

  /** Measures again; the time between does not count. */
  public void resume() {
    if (paused) {
      paused = false;
      resumed = true;
      askedNanos = OptionalLong.empty();
    }
  }

  /** Percentiles so far. */
  public Report report() {
    return new Report(
        frameMillis.percentile(0.50),
        frameMillis.percentile(0.99),
        recordAgeMillis.percentile(0.50),
        recordAgeMillis.percentile(0.99),
        lastFrameNanos > firstFrameNanos
            ? (lastCpuNanos - firstCpuNanos) / (double) (lastFrameNanos - firstFrameNanos)
            : Double.NaN);
  }

  /** New figures were found at {@code nanos}; the next layout shows them. */
  void asked(long nanos) {
    if (askedNanos.isEmpty() && !paused) {
      askedNanos = OptionalLong.of(nanos);
    }
  }

  /** A layout ended; the newest record in what it may show came at {@code newestRecordMillis}. */
  void laidOut(long nowNanos, long newestRecordMillis) {
    if (paused) {
      return;
    }
    long cpuNanos =
        threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    if (!anyFrame) {
      anyFrame = true;
      firstFrameNanos = nowNanos;
      firstCpuNanos = cpuNanos;
    }
    if (resumed) {
      resumed = false;
      firstFrameNanos += nowNanos - lastFrameNanos;
      firstCpuNanos += cpuNanos - lastCpuNanos;
      newestSeenMillis = newestRecordMillis;
    }
    lastFrameNanos = nowNanos;
    lastCpuNanos = cpuNanos;
    if (askedNanos.isPresent()) {
      frameMillis.add((nowNanos - askedNanos.getAsLong()) / NANOS_PER_MILLI);
      askedNanos = OptionalLong.empty();
    }
    if (newestRecordMillis > newestSeenMillis) {
      newestSeenMillis = newestRecordMillis;
      recordAgeMillis.add(Math.max(0, clock.millis() - newestRecordMillis));
    }
  }

  private static final class Ring {
    private final double[] values = new double[CAPACITY];
    private long added;

    void add(double value) {
      values[(int) (added++ % CAPACITY)] = value;
    }

    void clear() {
      added = 0;
    }

    double percentile(double share) {
      int count = (int) Math.min(added, CAPACITY);
      if (count == 0) {
        return Double.NaN;
      }
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted[(int) Math.min(count - 1, Math.floor(share * count))];
    }
  }
}
