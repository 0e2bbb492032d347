package dev.weir.stream;

/**
 * How far a broker's clock is ahead of the console's, asked as NTP does: the broker's time less the
 * middle of the round trip, of the quickest of several.
 *
 * @param aheadMillis negative where the broker's clock is behind
 * @param errorMillis the truth lies within this of {@code aheadMillis}: half the round trip
 */
public record ClockOffset(double aheadMillis, double errorMillis) {}
