package dev.weir.engine.finding;

/**
 * Something went wrong, in words for an operator. Carries no secret.
 *
 * @param atMillis epoch milliseconds
 * @param source connection or part of Weir it happened in
 */
public record Fault(long atMillis, String source, String what, String remedy) {}
