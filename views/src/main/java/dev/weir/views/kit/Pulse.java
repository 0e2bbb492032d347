package dev.weir.views.kit;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.Snapshot;
import dev.weir.engine.threads.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
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
  private static final Duration BETWEEN_LOOKS_AT_REST = Duration.ofMillis(500);

  private final List<Watch<?>> watches = new CopyOnWriteArrayList<>();
  private final List<Watch<?>> ears = new CopyOnWriteArrayList<>();
  private final List<LongConsumer> beatListeners = new ArrayList<>();
  private final AtomicBoolean asked = new AtomicBoolean();
  private final FrameTimer frameTimer;
  private volatile Duration slowest = Duration.ZERO;
  private @Nullable Thread looking;

  public Pulse() {
    this(new FrameTimer());
  }

  Pulse(FrameTimer frameTimer) {
    this.frameTimer = frameTimer;
  }

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
    return add(watches, new Watch<>(slot, cadence.toNanos(), apply));
  }

  /**
   * As {@link #watch}, but for what is not drawn: goes on in time while it rests, and no frame is
   * made for it.
   *
   * @return ends it
   */
  public <T> Subscription hear(Slot<T> slot, Duration cadence, Consumer<Snapshot<T>> apply) {
    return add(ears, new Watch<>(slot, cadence.toNanos(), apply));
  }

  private static <T> Subscription add(List<Watch<?>> all, Watch<T> watch) {
    watch.applyNow();
    all.add(watch);
    return () -> {
      watch.ended = true;
      all.remove(watch);
    };
  }

  /** Rests from now on: each watcher is handed a snapshot every {@code cadence} at most. */
  public void rest(Duration cadence) {
    slowest = cadence;
    frameTimer.slow(BETWEEN_LOOKS_AT_REST);
  }

  /** Rests no longer: what moved meanwhile is handed on now. */
  public void wake() {
    if (slowest.isZero()) {
      return;
    }
    slowest = Duration.ZERO;
    frameTimer.usual();
    if (looking != null) {
      LockSupport.unpark(looking);
      beat(System.nanoTime());
    }
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
    while (!Thread.currentThread().isInterrupted()) {
      long nowNanos = System.nanoTime();
      for (Watch<?> ear : ears) {
        if (ear.isDue(nowNanos, ear.cadenceNanos)) {
          Platform.runLater(() -> ear.beat(nowNanos, ear.cadenceNanos));
        }
      }
      if (anyDue(nowNanos) && asked.compareAndSet(false, true)) {
        Platform.runLater(() -> beat(nowNanos));
      }
      LockSupport.parkNanos((slowest.isZero() ? BETWEEN_LOOKS : BETWEEN_LOOKS_AT_REST).toNanos());
    }
  }

  private boolean anyDue(long nowNanos) {
    for (Watch<?> watch : watches) {
      if (watch.isDue(nowNanos, cadence(watch))) {
        return true;
      }
    }
    return false;
  }

  private long cadence(Watch<?> watch) {
    return Math.max(watch.cadenceNanos, slowest.toNanos());
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
      watch.beat(nowNanos, cadence(watch));
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

    /** Whether it moved and {@code everyNanos} have passed. */
    boolean isDue(long nowNanos, long everyNanos) {
      return hasPassed(everyNanos, nowNanos) && slot.latest().version() != appliedVersion;
    }

    /** The window is about to be drawn: takes what is due, or will be soon. */
    void beat(long nowNanos, long everyNanos) {
      if (!ended
          && hasPassed(everyNanos - everyNanos / 4, nowNanos)
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
