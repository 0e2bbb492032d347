package dev.weir.stream;

/**
 * A record of a plan as it is to be written.
 *
 * @param index its place in the plan, from 0
 * @param from where its dead letter is
 */
public record ReplayRecord(int index, Position from, StreamRef to, NewRecord record) {}
