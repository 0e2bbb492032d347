package dev.weir.views.kit;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.Snapshot;
import dev.weir.engine.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The beat of the window: looks at slots some 25 times a second and hands each watcher the newest
 * snapshot, no more often than its cadence. A thread of its own looks; the FX thread is asked to
 * beat, and a frame is drawn, only when there is something to hand on. What is nearly due goes
 * along, so that the changes of a second make one frame. The only {@code AnimationTimer} and the
 * only caller of {@code runLater}. Confined to the FX thread, but for {@link #post}.
 */
public final class Pulse {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);

  private final List<Watch<?>> watches = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> beatListeners = new ArrayList<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private @Nullable Thread looking;

  /** Begins to beat. Does nothing while it does already. */
  public void start() {
    if (looking == null) {
      looking = Threads.startPlatform("pulse", this::look);
    }
  }

  /** Stops: nothing is applied until it starts again. */
  public void stop() {
    if (looking != null) {
      looking.interrupt();
      looking = null;
    }
  }

  /**
   * Calls {@code apply} with the slot's snapshot at once, and from then on whenever it moved and
   * {@code cadence} has passed, or nearly so where the window is about to be drawn anyway.
   *
   * @return ends the watch
   */
  public <T> Subscription watch(Slot<T> slot, Duration cadence, Consumer<Snapshot<T>> apply) {
    var watch = new Watch<>(slot, cadence.toNanos(), apply);
    watch.applyNow();
    watches.add(watch);
    return () -> {
      watch.ended = true;
      watches.remove(watch);
    };
  }

  /**
   * Calls {@code listener} at the beginning of every beat with the time at which it was asked for,
   * by {@link System#nanoTime}. A layout follows each beat.
   *
   * @return ends it
   */
  public Subscription eachBeat(LongConsumer listener) {
    beatListeners.add(listener);
    return () -> beatListeners.remove(listener);
  }

  /** Runs {@code work} on the FX thread. From any thread. */
  public static void post(Runnable work) {
    Platform.runLater(work);
  }

  /** Has frames drawn and runs {@code work} at the beginning of the {@code count}th from now. */
  public static void afterFrames(int count, Runnable work) {
    new AnimationTimer() {
      private int frames;

      @Override
      public void handle(long nowNanos) {
        frames++;
        if (frames == count) {
          stop();
          work.run();
        }
      }
    }.start();
  }

  private void look() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long nowNanos = System.nanoTime();
        if (anyDue(nowNanos) && asked.compareAndSet(false, true)) {
          Platform.runLater(() -> beat(nowNanos));
        }
        Thread.sleep(BETWEEN_LOOKS);
      }
    } catch (InterruptedException _) {
      // Stopped.
    }
  }

  private boolean anyDue(long nowNanos) {
    for (Watch<?> watch : watches) {
      if (watch.isDue(nowNanos)) {
        return true;
      }
    }
    return false;
  }

  private void beat(long askedNanos) {
    asked.set(false);
    if (looking == null) {
      return;
    }
    for (LongConsumer listener : List.copyOf(beatListeners)) {
      listener.accept(askedNanos);
    }
    long nowNanos = System.nanoTime();
    for (Watch<?> watch : watches) {
      watch.beat(nowNanos);
    }
    // Also where nothing on screen changed: whoever measures waits for the layout.
    Platform.requestNextPulse();
  }

  private static final class Watch<T> {
    private final Slot<T> slot;
    private final long cadenceNanos;
    private final Consumer<Snapshot<T>> apply;
    // Written on the FX thread only; the pulse's own thread reads them.
    private volatile long appliedVersion = -1;
    private volatile long appliedNanos;
    private volatile boolean wasBeaten;
    private boolean ended;

    Watch(Slot<T> slot, long cadenceNanos, Consumer<Snapshot<T>> apply) {
      this.slot = slot;
      this.cadenceNanos = cadenceNanos;
      this.apply = apply;
    }

    void applyNow() {
      Snapshot<T> snapshot = slot.latest();
      appliedVersion = snapshot.version();
      apply.accept(snapshot);
    }

    /** Whether it moved and its cadence has passed. */
    boolean isDue(long nowNanos) {
      return hasPassed(cadenceNanos, nowNanos) && slot.latest().version() != appliedVersion;
    }

    /** The window is about to be drawn: takes what is due, or will be soon. */
    void beat(long nowNanos) {
      if (!ended
          && hasPassed(cadenceNanos - cadenceNanos / 4, nowNanos)
          && slot.latest().version() != appliedVersion) {
        appliedNanos = nowNanos;
        wasBeaten = true;
        applyNow();
      }
    }

    private boolean hasPassed(long nanos, long nowNanos) {
      return !wasBeaten || nowNanos - appliedNanos >= nanos;
    }
  }
}
