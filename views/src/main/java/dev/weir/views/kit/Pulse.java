package dev.weir.views.kit;

import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.util.Subscription;

/**
 * The beat of the window: polls slots once per frame and hands each watcher the newest snapshot, no
 * more often than its cadence. The only {@code AnimationTimer} and the only caller of {@code
 * runLater}. Confined to the FX thread, but for {@link #post}.
 */
public final class Pulse {
  private final List<Watch<?>> watches = new ArrayList<>();
  private final List<LongConsumer> frameListeners = new ArrayList<>();
  private final AnimationTimer timer =
      new AnimationTimer() {
        @Override
        public void handle(long nowNanos) {
          beat(nowNanos);
        }
      };

  /** Begins to beat. */
  public void start() {
    timer.start();
  }

  /** Stops: nothing is applied until it starts again. */
  public void stop() {
    timer.stop();
  }

  /**
   * Calls {@code apply} with the slot's snapshot at once, and from then on whenever it moved and
   * {@code cadence} has passed.
   *
   * @return ends the watch
   */
  public <T> Subscription watch(Slot<T> slot, Duration cadence, Consumer<Snapshot<T>> apply) {
    var watch = new Watch<>(slot, cadence.toNanos(), apply);
    watches.add(watch);
    watch.applyNow();
    return () -> {
      watch.ended = true;
      watches.remove(watch);
    };
  }

  /**
   * Calls {@code listener} with the frame's time in nanoseconds at the beginning of every frame.
   *
   * @return ends it
   */
  public Subscription eachFrame(LongConsumer listener) {
    frameListeners.add(listener);
    return () -> frameListeners.remove(listener);
  }

  /** Runs {@code work} on the FX thread. From any thread. */
  public static void post(Runnable work) {
    Platform.runLater(work);
  }

  private void beat(long nowNanos) {
    for (LongConsumer listener : List.copyOf(frameListeners)) {
      listener.accept(nowNanos);
    }
    for (Watch<?> watch : List.copyOf(watches)) {
      watch.beat(nowNanos);
    }
  }

  private static final class Watch<T> {
    private final Slot<T> slot;
    private final long cadenceNanos;
    private final Consumer<Snapshot<T>> apply;
    private long appliedVersion = -1;
    private long appliedNanos = Long.MIN_VALUE;
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

    void beat(long nowNanos) {
      if (ended || (appliedNanos != Long.MIN_VALUE && nowNanos - appliedNanos < cadenceNanos)) {
        return;
      }
      if (slot.latest().version() != appliedVersion) {
        appliedNanos = nowNanos;
        applyNow();
      }
    }
  }
}
