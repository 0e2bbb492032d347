package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;

/** The values of a rule that a form shows: those of every rule, and those of its check. */
public final class RuleForm {
  private RuleForm() {}

  private record Known(String key, String label, String hint) {}

  private static final List<Known> COMMON =
      List.of(
          new Known("summary", "Summary", "what an alert means"),
          new Known("metric", "Metric", "* for all"),
          new Known("where", "Where", "labels.group != \"batch\""),
          new Known("when", "When", "hour >= 6"),
          new Known("severity", "Severity", "warning"),
          new Known("for", "For", "0"),
          new Known("keep-firing-for", "Keep firing for", "0"));

  private static final List<Known> LIMITS =
      List.of(
          new Known("above", "Above", "100"),
          new Known("below", "Below", "5"),
          new Known("recover", "Recover", "the limit"));

  /** The check that a rule has, as its key; empty where it has none. */
  public static String check(String text, String rule) {
    return List.of(
            "threshold",
            "change",
            "adaptive",
            "anomaly",
            "novelty",
            "flatline",
            "forecast",
            "burn-rate",
            "pattern",
            "correlation",
            "composite")
        .stream()
        .filter(key -> NamedItems.RULES.at(rule).has(text, List.of(key)))
        .findFirst()
        .orElse("");
  }

  /** The fields of a rule, in the order a form shows them. */
  public static List<FormField> fields(String text, String rule) {
    List<FormField> fields = new ArrayList<>();
    String check = check(text, rule);
    boolean isLinked = LinkedChecks.KEYS.contains(check);
    for (Known known : COMMON) {
      boolean isOfSeries = List.of("metric", "where", "when").contains(known.key());
      if (!isLinked || !isOfSeries) {
        add(fields, text, rule, List.of(known.key()), known);
      }
    }
    for (Known known : ofCheck(check)) {
      List<String> path = check.equals("composite") ? List.of(check) : List.of(check, known.key());
      boolean isLimit = known.key().equals("above") || known.key().equals("below");
      boolean isTwo =
          isLimit
              && NamedItems.RULES.at(rule).has(text, path)
              && NamedItems.RULES.at(rule).value(text, path).isEmpty();
      if (isTwo) {
        for (String severity : List.of("warning", "critical")) {
          List<String> deeper = List.of(check, known.key(), severity);
          add(
              fields,
              text,
              rule,
              deeper,
              new Known(severity, known.label() + ", " + severity, "no such limit"));
        }
      } else {
        add(fields, text, rule, path, known);
      }
    }
    return fields;
  }

  private static List<Known> ofCheck(String check) {
    List<Known> known = new ArrayList<>();
    switch (check) {
      case "threshold" -> {
        known.add(new Known("aggregate", "Aggregate", "last, or avg of a window"));
        known.add(new Known("over", "Over", "the newest sample"));
        known.addAll(LIMITS);
      }
      case "change" -> {
        known.add(new Known("over", "Over", "5m"));
        known.add(new Known("ago", "Against", "1h ago"));
        known.addAll(LIMITS);
      }
      case "adaptive" -> {
        known.add(new Known("width", "Width in scales", "5"));
        known.add(new Known("direction", "Direction", "both"));
        known.add(new Known("floor", "Floor", "none"));
        known.add(new Known("ceiling", "Ceiling", "none"));
        known.add(new Known("freeze", "Freeze", "6h"));
      }
      case "anomaly" -> {
        known.add(new Known("sensitivity", "Sensitivity", "1"));
        known.add(new Known("direction", "Direction", "both"));
        known.add(new Known("least-effect", "Least effect", "0"));
        known.add(new Known("floor", "Floor", "none"));
        known.add(new Known("ceiling", "Ceiling", "none"));
      }
      case "novelty" -> known.add(new Known("gap", "Gap", "8 %"));
      case "flatline" -> {
        known.add(new Known("over", "Over", "1h"));
        known.add(new Known("within", "Within", "0"));
      }
      case "forecast" -> {
        known.add(new Known("within", "Within", "6h"));
        known.addAll(LIMITS);
      }
      case "burn-rate" -> known.add(new Known("objective", "Objective", "99.9 %"));
      case "pattern" -> {
        known.add(new Known("within", "Within", "10m"));
        known.add(new Known("at-least", "At least", "3"));
      }
      case "correlation" -> {
        known.add(new Known("over", "Over", "30m"));
        known.add(new Known("row", "Row", "1m"));
        known.add(new Known("apart", "Apart at most", "0s"));
        known.addAll(LIMITS);
      }
      case "composite" ->
          known.add(
              new Known("composite", "Rules", "lag-older-than-sla and not stuck-in-rebalance"));
      default -> {
        // Nothing is known of it.
      }
    }
    return known;
  }

  private static void add(
      List<FormField> fields, String text, String rule, List<String> path, Known known) {
    fields.add(
        FormField.text(
            path,
            known.label(),
            known.hint(),
            NamedItems.RULES.at(rule).value(text, path).orElse("")));
  }
}
