package dev.weir.stream;

/**
 * A record of a plan as it is to be written.
 *
 * @param index its place in the plan, from 0
 */
public record ReplayRecord(int index, StreamRef to, NewRecord record) {}
