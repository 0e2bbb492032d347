package dev.weir.alert.rule;

import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.life.Severity;
import java.util.Map;
import java.util.Optional;

/**
 * A rule.
 *
 * @param name unique in its set
 * @param summary what an alert of it means, for an operator; {@code ${label}} stands for a label of
 *     the series
 * @param runbook where to read what to do; empty if nowhere
 * @param labels put on its alerts
 * @param metric the series it watches; {@link #ANY} for all
 * @param where which of those series
 * @param when at which samples it may fire
 * @param severity of an alert, where the check does not tell two
 */
public record Rule(
    String name,
    String summary,
    Optional<String> runbook,
    Map<String, String> labels,
    String metric,
    Optional<SeriesCondition> where,
    Optional<SeriesCondition> when,
    Severity severity,
    Check check,
    LifePlan life) {
  /** Watches every series. */
  public static final String ANY = "*";

  private static final String OF_RULE = "rule:";

  /** The metric of the series that a rule on other rules makes of them. */
  public static String metricOf(String rule) {
    return OF_RULE + rule;
  }

  /** Whether a metric is one that a rule makes. */
  public static boolean isOfRule(String metric) {
    return metric.startsWith(OF_RULE);
  }

  public Rule {
    labels = Map.copyOf(labels);
  }

  /**
   * Whether it is about a series.
   *
   * @throws IllegalStateException if its condition cannot be evaluated on these labels
   */
  public boolean watches(String series, Map<String, String> seriesLabels) {
    return (metric.equals(series) || (metric.equals(ANY) && !isOfRule(series)))
        && (where.isEmpty() || where.get().holds(series, seriesLabels, 0, 0));
  }
}
