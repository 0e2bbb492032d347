package dev.weir.app.lifecycle;

import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests from outside to end the program: Ctrl-C, {@code kill}, a terminal that is closed. One
 * for the whole program; safe for several threads.
 */
public final class Interrupts {
  /** What a shell adds to a signal's number to tell of it in an exit code. */
  private static final int BY_SIGNAL = 128;

  /** The number of the first signal, 0 before. */
  private final AtomicInteger first = new AtomicInteger();

  /**
   * Takes such requests until the interrupt is closed.
   *
   * @param wake is called once when the end is requested, from another thread
   */
  public Interrupt open(Runnable wake) {
    return new Interrupt(this, wake);
  }

  /**
   * What the program exits with if its end was requested: 130 for Ctrl-C, 143 for {@code kill}, 129
   * for a closed terminal; empty if it was not.
   */
  public OptionalInt exitCode() {
    int number = first.get();
    return number == 0 ? OptionalInt.empty() : OptionalInt.of(BY_SIGNAL + number);
  }

  /** Notes a signal and returns the number of the first one. */
  int note(int number) {
    int before = first.compareAndExchange(0, number);
    return before == 0 ? number : before;
  }
}
