package dev.weir.alert.window;

/**
 * When a window begins and ends, in epoch milliseconds.
 *
 * @param endMillis exclusive for tumbling and hopping windows; inclusive for sliding windows and
 *     sessions
 */
public record WindowBounds(long startMillis, long endMillis) {}
