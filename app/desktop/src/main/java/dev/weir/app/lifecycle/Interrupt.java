package dev.weir.app.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Lets a command that goes on until told end in order when Ctrl-C is pressed: it prints what it has
 * and closes what it opened, and only then the program ends.
 *
 * <p>The signals are taken before the JVM answers them. Its answer is to run all shutdown hooks at
 * once, ours beside those of JavaFX, the log and the brokers, while the command is still at work:
 * the toolkit then cannot start any more, or is gone when the window is to be closed, and the log
 * is closed before anything could be written to it. A hook that waits for the command would not
 * change that; here the command ends first and the JVM after it.
 *
 * <p>A second Ctrl-C, or an end that takes too long, ends the JVM as if nothing had been taken.
 */
public final class Interrupt implements AutoCloseable {
  /** A demo must stop its brokers; a system that shuts down waits no longer. */
  private static final long PATIENCE_SECONDS = 25;

  /** Ctrl-C, kill, and a terminal that is closed; Windows knows the first two. */
  private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

  private static final String CTRL_C = "INT";

  private final Interrupts all;
  private final Runnable wake;
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Map<Signal, SignalHandler> before = new LinkedHashMap<>();

  Interrupt(Interrupts all, Runnable wake) {
    this.all = all;
    this.wake = wake;
    for (String name : SIGNALS) {
      try {
        var signal = new Signal(name);
        before.put(signal, Signal.handle(signal, this::taken));
      } catch (IllegalArgumentException _) {
        // Not on this system, or kept from the JVM with -Xrs: then the system's answer stands.
      }
    }
  }

  /** Whether the end was requested. */
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  /**
   * Waits for {@code time}, or less if the end is requested. A thread that is interrupted here
   * requests the end; it is not interrupted any more, so that it can close what it opened.
   */
  public void await(Duration time) {
    try {
      boolean _ = requested.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      requested.countDown();
    }
  }

  @Override
  public void close() {
    before.forEach(Signal::handle);
    finished.countDown();
  }

  /** On a thread that the JVM makes for each signal. */
  private void taken(Signal signal) {
    boolean again = isRequested();
    int first = all.note(signal.getNumber());
    if (again) {
      // A launcher may send on with kill what the terminal has already told everybody.
      if (signal.getName().equals(CTRL_C) && first == signal.getNumber()) {
        endNow();
      }
      return;
    }
    requested.countDown();
    wake.run();
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        endNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void endNow() {
    System.exit(all.exitCode().orElseThrow());
  }
}
