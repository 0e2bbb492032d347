package dev.weir.views.fake;

import dev.weir.engine.publish.Slot;
import dev.weir.views.kit.Pulse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.util.Subscription;

/** Waits for a pulse, which beats only when something was published. */
public final class Beats {
  private Beats() {}

  /**
   * Waits until {@code pulse} has beaten {@code count} times, and what that changed is laid out.
   * Not on the FX thread.
   */
  public static void pass(Pulse pulse, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      var slot = new Slot<>(0);
      var beaten = new CompletableFuture<Boolean>();
      Subscription watch =
          ScreenWindow.onFx(
              () ->
                  pulse.watch(
                      slot,
                      Duration.ZERO,
                      snapshot -> {
                        if (snapshot.version() > 0) {
                          beaten.complete(true);
                        }
                      }));
      slot.publish(i, i);
      beaten.get(30, TimeUnit.SECONDS);
      ScreenWindow.onFx(
          () -> {
            watch.unsubscribe();
            return true;
          });
    }
    var drawn = new CompletableFuture<Boolean>();
    ScreenWindow.onFx(
        () -> {
          Pulse.afterFrames(2, () -> drawn.complete(true));
          return true;
        });
    drawn.get(30, TimeUnit.SECONDS);
  }
}
