package dev.weir.app.window;

import dev.weir.views.kit.Pulse;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javafx.application.Platform;

/** The JavaFX toolkit: started once, and asked from other threads. */
public final class Toolkit {
  private Toolkit() {}

  /** Starts it without a display, drawing in memory. Before anything else of JavaFX is touched. */
  public static void startHeadless() {
    System.setProperty("glass.platform", "Headless");
    System.setProperty("prism.order", "sw");
    System.setProperty("java.awt.headless", "true");
    start();
  }

  /** Starts it on the display there is. */
  public static void start() {
    System.setProperty("java.awt.headless", "true");
    var started = new CompletableFuture<Boolean>();
    Platform.startup(
        () -> {
          Platform.setImplicitExit(false);
          started.complete(true);
        });
    boolean _ = started.join();
  }

  /** Stops it; there is no other start. */
  public static void exit() {
    Platform.exit();
  }

  /** Does {@code work} on the FX thread and waits for it. Not from the FX thread. */
  public static <T> T call(Callable<T> work) {
    var answer = new CompletableFuture<T>();
    Pulse.post(
        () -> {
          try {
            answer.complete(work.call());
          } catch (Exception | Error e) {
            answer.completeExceptionally(e);
          }
        });
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the window", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  /** Does {@code work} on the FX thread and waits for it. Not from the FX thread. */
  public static void run(Runnable work) {
    boolean _ =
        call(
            () -> {
              work.run();
              return true;
            });
  }
}
