package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.rule.Rule;
import java.util.Locale;
import java.util.Map;

/** What alerts say. */
final class AlertSentences {
  private AlertSentences() {}

  /** The rule's summary, with the series' labels in their places. */
  static String summary(Rule rule, Series series) {
    String text = rule.summary().isEmpty() ? rule.name() : rule.summary();
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      text = text.replace("${" + label.getKey() + "}", label.getValue());
    }
    return rule.metric().equals(Rule.ANY) ? text + " " + series : text;
  }

  /** Begins with a capital and ends with a full stop. */
  static String sentence(String reason) {
    if (reason.isEmpty()) {
      return "";
    }
    String begun = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }
}
