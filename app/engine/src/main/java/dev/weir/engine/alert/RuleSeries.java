package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;

/**
 * A series as one rule judges it.
 *
 * @param rule its name
 */
record RuleSeries(String rule, Series series) {
  static RuleSeries of(AlertRow row) {
    return new RuleSeries(row.rule(), row.series());
  }
}
