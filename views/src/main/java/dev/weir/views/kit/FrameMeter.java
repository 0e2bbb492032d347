package dev.weir.views.kit;

import dev.weir.engine.health.EngineHealth;
import dev.weir.engine.publish.Slot;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;
import java.util.Arrays;
import javafx.scene.Scene;
import javafx.util.Subscription;

/**
 * How the window itself keeps up: time between frames, age of the newest record when it is laid out
 * on screen, and the share of time the FX thread computes. Bounded: keeps the last {@value
 * #CAPACITY} of each. Confined to the FX thread.
 */
public final class FrameMeter {
  private static final int CAPACITY = 4096;
  private static final double NANOS_PER_MILLI = 1e6;

  private final InstantSource clock;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Ring frameMillis = new Ring();
  private final Ring recordAgeMillis = new Ring();
  private long previousFrameNanos = Long.MIN_VALUE;
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
   * @param fxBusyRatio CPU time of the FX thread by wall time since the first frame
   */
  public record Report(
      double frameMillisP50,
      double frameMillisP99,
      double recordAgeAtPixelMillisP50,
      double recordAgeAtPixelMillisP99,
      double fxBusyRatio) {}

  /**
   * Measures frames of {@code pulse} and layouts of {@code scene}.
   *
   * @return ends it
   */
  public Subscription attach(Pulse pulse, Scene scene, Slot<EngineHealth> health) {
    Subscription frames = pulse.eachFrame(this::frame);
    Runnable laidOut = () -> laidOut(health.latest().value().newestRecordMillis());
    scene.addPostLayoutPulseListener(laidOut);
    return frames.and(() -> scene.removePostLayoutPulseListener(laidOut));
  }

  /** Forgets what was measured, such as the time of starting up. */
  public void reset() {
    previousFrameNanos = Long.MIN_VALUE;
    frameMillis.clear();
    recordAgeMillis.clear();
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

  void frame(long nowNanos) {
    long cpuNanos =
        threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
    if (previousFrameNanos == Long.MIN_VALUE) {
      firstFrameNanos = nowNanos;
      firstCpuNanos = cpuNanos;
    } else {
      frameMillis.add((nowNanos - previousFrameNanos) / NANOS_PER_MILLI);
    }
    previousFrameNanos = nowNanos;
    lastFrameNanos = nowNanos;
    lastCpuNanos = cpuNanos;
  }

  /** A layout ended; the newest record in what it may show came at {@code newestRecordMillis}. */
  void laidOut(long newestRecordMillis) {
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
