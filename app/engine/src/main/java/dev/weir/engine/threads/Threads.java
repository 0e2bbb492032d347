package dev.weir.engine.threads;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where threads are made, so that every thread has a name that says its work. */
public final class Threads {
  private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

  private Threads() {}

  /** Starts a virtual thread for work that blocks on a broker or a file. */
  public static Thread startVirtual(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

  /** What {@code work} comes to, on a virtual thread of its own. */
  public static <T> CompletableFuture<T> compute(String name, Supplier<T> work) {
    var done = new CompletableFuture<T>();
    startVirtual(
        name,
        () -> {
          try {
            done.complete(work.get());
          } catch (RuntimeException e) {
            LOG.warn("Work on {} failed", name, e);
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  /** Starts a daemon platform thread for work that lasts as long as the console. */
  public static Thread startPlatform(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon(true).start(work);
  }

  /**
   * Runs {@code work} when the program is told to end: Ctrl-C, a signal, {@code System.exit}. It
   * should take no more than a few seconds.
   *
   * @return takes the work back; does nothing once the end has begun
   */
  public static AutoCloseable atExit(String name, Runnable work) {
    Thread hook = Thread.ofPlatform().name(name).unstarted(work);
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The end has begun, and the hook is running.
      }
    };
  }
}
