package dev.weir.app.lifecycle;

import dev.weir.engine.threads.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that goes on until told end in order when Ctrl-C is pressed: it prints what it has
 * and closes what it opened, and only then the program ends. One per command run.
 */
public final class Interrupt implements AutoCloseable {
  /** A demo must stop its brokers; a system that shuts down waits no longer. */
  private static final long PATIENCE_SECONDS = 25;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AutoCloseable hook;

  /** {@code wake} is called once when the end is requested, from another thread. */
  public Interrupt(Runnable wake) {
    this(wake, () -> {});
  }

  /**
   * @param last is called when all has ended, or when it takes too long: what must not be left
   *     behind even then
   */
  public Interrupt(Runnable wake, Runnable last) {
    hook =
        Threads.atExit(
            "interrupt",
            () -> {
              requested.countDown();
              wake.run();
              try {
                boolean _ = finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              last.run();
            });
  }

  /** Whether the end was requested. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits for {@code time}, or less if the end is requested. */
  public void await(Duration time) {
    try {
      boolean _ = requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      requested.countDown();
    }
  }

  @Override
  public void close() {
    finished.countDown();
    try {
      hook.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
