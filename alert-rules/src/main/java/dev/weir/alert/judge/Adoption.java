package dev.weir.alert.judge;

/**
 * What was outside for so long that it is taken for usual.
 *
 * @param before what was usual
 * @param after what is from now on
 * @param cause as a sentence without its full stop
 */
public record Adoption(double before, double after, String cause) {}
