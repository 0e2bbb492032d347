package dev.weir.engine.tail;

/**
 * How much one tail may hold.
 *
 * @param rows kept
 * @param bytes of heap its rows may take
 * @param payloadBytes keys, values and header values are cut to this
 */
public record TailLimits(int rows, long bytes, int payloadBytes) {}
