package dev.weir.engine.history;

import org.HdrHistogram.Histogram;

/**
 * Values of one series over one slice of time.
 *
 * @param epochSecond start of the slice
 * @param histogram merged from the seconds' histograms; the receiver's own
 */
public record DistributionSlice(long epochSecond, Histogram histogram) {}
