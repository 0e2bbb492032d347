package dev.weir.engine.alert;

import dev.weir.engine.mark.DeployMark;
import java.time.Duration;
import java.util.Optional;

/**
 * What an alert is about, over time. The arrays belong to the curve and are never written to again.
 *
 * @param about what its labels name
 * @param unit of values and limits
 * @param epochMillis times of the samples, ascending
 * @param values samples, or what the rule makes of those before each; NaN where that is not known
 * @param over how long those before are; empty where they are samples
 * @param lower below which it is bad; NaN where nothing can be too low
 * @param upper above which it is bad; NaN where nothing can be too high
 * @param critical limit of the worse severity; NaN without one
 * @param expected what was expected; NaN where that is not known
 * @param badFromMillis first sample in breach, 0 if none
 * @param badToMillis end of the breach
 */
public record AlertCurve(
    DeployMark.About about,
    MetricName.Unit unit,
    String name,
    long[] epochMillis,
    double[] values,
    Optional<Duration> over,
    double lower,
    double upper,
    double critical,
    double expected,
    long badFromMillis,
    long badToMillis) {}
