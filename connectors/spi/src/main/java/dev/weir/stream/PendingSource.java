package dev.weir.stream;

/**
 * Whose pending entries are brought back.
 *
 * @param group that was given them and has not acknowledged them
 * @param atMillis the server's clock when they were listed: what was given since is in other hands
 */
public record PendingSource(String group, long atMillis) {}
