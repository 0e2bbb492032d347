package dev.weir.engine.notify;

/**
 * A notice on its way to a channel.
 *
 * @param id in the outbox
 * @param dueMillis epoch milliseconds before which it is not sent
 * @param attempts that failed so far
 */
public record Letter(long id, String channel, Notice notice, long dueMillis, int attempts) {}
