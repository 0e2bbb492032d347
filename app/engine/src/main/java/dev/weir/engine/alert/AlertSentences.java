package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.wording.Wording;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedCollection;

/** What alerts say. */
final class AlertSentences {
  private static final long NEAR_MILLIS = 600_000;

  /** Of the newest ones: a flood is told of by what it began with. */
  private static final int MOST_LOOKED_AT = 200;

  private static final int MOST_NEAR = 3;

  private AlertSentences() {}

  /** The rule's summary, with the series' labels in their places. */
  static String summary(Rule rule, Series series) {
    String text = rule.summary().isEmpty() ? rule.name() : rule.summary();
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      text = text.replace("${" + label.getKey() + "}", label.getValue());
    }
    return rule.metric().equals(Rule.ANY) ? text + " " + series : text;
  }

  /** What else has begun to fire of late on the same connection shortly before, a sentence each. */
  static List<String> alsoFiring(AlertRow row, long atMillis, SequencedCollection<OpenAlert> open) {
    String connection = row.labels().getOrDefault("connection", "");
    return open.reversed().stream()
        .limit(MOST_LOOKED_AT)
        .map(alert -> alert.row)
        .filter(other -> other.id() != row.id() && other.fires())
        .filter(other -> other.labels().getOrDefault("connection", "").equals(connection))
        .filter(other -> atMillis - other.raisedAt() <= NEAR_MILLIS)
        .sorted(Comparator.comparingLong(AlertRow::raisedAt).reversed())
        .limit(MOST_NEAR)
        .map(other -> "Also fires, " + other.rule() + ": " + Wording.ended(other.summary()))
        .toList();
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
