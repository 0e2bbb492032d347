package dev.weir.engine.notify;

import java.time.Duration;

/**
 * Through which broker several programs agree who of them tells.
 *
 * @param name the same for all that share it
 * @param term how long it stays with a program that is not heard of
 */
public record LeasePlan(String connection, String name, Duration term) {}
