package dev.weir.alert.window;

/**
 * A shape of windows, and how long they wait for records that are out of order.
 *
 * @param graceMillis how far a partition's stream time, the largest time it has seen, must have
 *     passed a window's end before the window is final
 */
public record WindowSpec(WindowShape shape, long graceMillis) {
  public WindowSpec {
    if (graceMillis < 0 || graceMillis > WindowShape.LONGEST_MILLIS) {
      throw new IllegalArgumentException("The grace of a window is 0 ms to 366 days.");
    }
  }
}
