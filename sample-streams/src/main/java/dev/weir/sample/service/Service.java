package dev.weir.sample.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that runs on a thread of its own until it is stopped. A failure ends one run; the next
 * begins a second later with new clients, so that a service outlives the broker it talks to.
 */
public abstract class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final String name;
  private final Figures figures;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  protected Service(String name, Figures figures) {
    this.name = name;
    this.figures = figures;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::runUntilStopped);
  }

  /** Works until {@link #isRunning()} is false; looks at it at least every 200 ms. */
  protected abstract void run() throws Exception;

  public final String name() {
    return name;
  }

  public final void start() {
    thread.start();
  }

  /** Asks the service to end; returns at once. */
  public final void stop() {
    stop.countDown();
  }

  /** Waits until it has ended; false when it has not. */
  public final boolean awaitEnd(Duration atMost) throws InterruptedException {
    return thread.join(atMost);
  }

  protected final boolean isRunning() {
    return stop.getCount() > 0;
  }

  /** Waits this long, or until the service is asked to end. */
  protected final void pause(Duration length) throws InterruptedException {
    boolean stopped = stop.await(length.toNanos(), TimeUnit.NANOSECONDS);
    if (stopped) {
      LOG.trace("{} is asked to end", name);
    }
  }

  private void runUntilStopped() {
    while (isRunning()) {
      try {
        run();
      } catch (InterruptedException asked) {
        return;
      } catch (Exception failure) {
        if (!isRunning()) {
          return;
        }
        figures.restarts().increment();
        LOG.warn("{} failed and starts again", name, failure);
        try {
          pause(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException asked) {
          return;
        }
      }
    }
  }
}
