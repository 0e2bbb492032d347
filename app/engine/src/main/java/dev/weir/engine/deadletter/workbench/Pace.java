package dev.weir.engine.deadletter.workbench;

/**
 * How fast records are written.
 *
 * @param recordsPerSecond 0 for as fast as it goes
 * @param bytesPerSecond 0 for no limit
 */
public record Pace(double recordsPerSecond, double bytesPerSecond) {}
