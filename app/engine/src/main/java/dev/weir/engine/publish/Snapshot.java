package dev.weir.engine.publish;

/**
 * A value as it stood at one moment.
 *
 * @param version grows by one per publication of its slot, from 1
 * @param atMillis epoch milliseconds of publication
 */
public record Snapshot<T>(long version, long atMillis, T value) {}
