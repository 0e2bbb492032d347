package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Alerting rules of a Prometheus rule file, as rules of Weir, as far as they mean the same. What
 * does not fit is refused with its name and place, never approximated.
 *
 * @param yaml the rules that fit; empty if none does
 * @param taken their names
 * @param refused what does not fit, and why
 * @param readable whether the file is YAML at all; if not, that is what is refused
 */
public record PrometheusRules(
    String yaml, List<String> taken, List<RuleProblem> refused, boolean readable) {
  private static final Pattern COMPARED =
      Pattern.compile("(?s)\\s*(.+?)\\s*(>=|<=|==|!=|>|<)\\s*(-?[0-9][0-9.eE+-]*)\\s*");
  private static final Pattern SELECTED =
      Pattern.compile("(?s)\\s*([a-zA-Z_:][\\w:]*)\\s*(?:\\{(.*?)\\})?\\s*(?:\\[(\\w+)\\])?\\s*");
  private static final Pattern CALLED = Pattern.compile("(?s)\\s*(\\w+)\\s*\\((.*)\\)\\s*");
  private static final Pattern MATCHED =
      Pattern.compile("\\s*(\\w+)\\s*(=~|!~|!=|=)\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*(?:,|$)");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{\\s*\\$labels\\.(\\w+)\\s*\\}\\}");

  /** What is over a window, by the name of the function. */
  private static final Map<String, String> AGGREGATES =
      Map.of(
          "avg_over_time", "avg",
          "min_over_time", "min",
          "max_over_time", "max",
          "sum_over_time", "sum",
          "rate", "rate",
          "increase", "delta");

  /** Metrics of known exporters that are one of Weir's, with what they call its labels. */
  private static final Map<String, Metric> KNOWN =
      Map.of(
          "kafka_consumergroup_lag_sum",
          new Metric("lag", Map.of("consumergroup", "group", "topic", "stream")),
          "kafka_consumergroup_group_topic_sum_lag",
          new Metric("lag", Map.of("group", "group", "topic", "stream")),
          "kminion_kafka_consumer_group_topic_lag",
          new Metric("lag", Map.of("group_id", "group", "topic_name", "stream")));

  private record Metric(String name, Map<String, String> labels) {}

  public PrometheusRules {
    taken = List.copyOf(taken);
    refused = List.copyOf(refused);
  }

  /** Why a rule does not fit. */
  private static final class Misfit extends Exception {
    private static final long serialVersionUID = 1L;

    Misfit(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /**
   * Reads a rule file.
   *
   * @param metrics the metrics that Weir has, by name
   */
  public static PrometheusRules read(String source, String text, List<String> metrics) {
    List<RuleProblem> refused = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    var yaml = new StringBuilder();
    Optional<Node> root = YamlText.compose(source, text, refused);
    if (root.isEmpty()) {
      return new PrometheusRules("", List.of(), refused, false);
    }
    for (YamlMap group : new YamlMap(source, root.get(), refused).maps("groups")) {
      for (YamlMap rule : group.maps("rules")) {
        Optional<ScalarNode> name = rule.scalar(rule.has("alert") ? "alert" : "record");
        String called = name.map(ScalarNode::getValue).orElse("a rule without a name");
        try {
          String own = own(called, taken);
          String converted = converted(own, rule, metrics);
          if (!RuleBook.of(own, "rules:\n" + converted).problems().isEmpty()) {
            throw new Misfit("it is not sound here");
          }
          yaml.append(yaml.isEmpty() ? "rules:\n" : "\n").append(converted);
          taken.add(own);
        } catch (Misfit misfit) {
          Optional<Mark> mark = name.flatMap(Node::getStartMark);
          refused.add(
              new RuleProblem(
                  source,
                  mark.map(at -> at.getLine() + 1).orElse(0),
                  mark.map(at -> at.getColumn() + 1).orElse(0),
                  called + " was left out: " + misfit.getMessage() + ".",
                  ""));
        }
      }
    }
    return new PrometheusRules(yaml.toString(), taken, refused, true);
  }

  /** Several alerts may have one name there, with different limits; here each has its own. */
  private static String own(String name, List<String> taken) {
    String own = name;
    for (int i = 2; taken.contains(own); i++) {
      own = name + "-" + i;
    }
    return own;
  }

  private static String converted(String name, YamlMap rule, List<String> metrics) throws Misfit {
    if (!rule.has("alert")) {
      throw new Misfit("it records a series");
    }
    String expression = rule.text("expr").orElse("").strip();
    Matcher compared = COMPARED.matcher(expression);
    if (!compared.matches()) {
      throw new Misfit("\"" + oneLine(expression) + "\" is no comparison with a number");
    }
    String aggregate = "";
    String selector = compared.group(1);
    Matcher called = CALLED.matcher(selector);
    if (called.matches()) {
      aggregate = AGGREGATES.getOrDefault(called.group(1), "");
      if (aggregate.isEmpty()) {
        throw new Misfit(
            called.group(1) + "(…) has nothing like it here, or takes more than one series");
      }
      selector = called.group(2);
    }
    Matcher selected = SELECTED.matcher(selector);
    if (!selected.matches()) {
      throw new Misfit("\"" + oneLine(selector) + "\" is not one metric");
    }
    Optional<String> window = Optional.ofNullable(selected.group(3));
    if (aggregate.isEmpty() == window.isPresent()) {
      throw new Misfit("a window and the function over it belong together");
    }
    Metric metric = metric(selected.group(1), metrics);
    var text = new StringBuilder("  - name: ").append(quoted(name)).append('\n');
    Map<String, String> annotations = rule.texts("annotations");
    for (String key : List.of("summary", "description", "message")) {
      if (annotations.containsKey(key)) {
        String summary = summary(annotations.getOrDefault(key, ""), metric);
        text.append("    summary: ").append(quoted(summary)).append('\n');
        break;
      }
    }
    if (annotations.containsKey("runbook_url")) {
      String runbook = annotations.getOrDefault("runbook_url", "");
      text.append("    runbook: ").append(quoted(runbook)).append('\n');
    }
    Map<String, String> labels = new LinkedHashMap<>(rule.texts("labels"));
    String severity = labels.getOrDefault("severity", "");
    labels.remove("severity");
    text.append("    metric: ").append(metric.name()).append('\n');
    String where = where(selected.group(2) == null ? "" : selected.group(2), metric);
    if (!where.isEmpty()) {
      text.append("    where: ").append(quoted(where)).append('\n');
    }
    boolean isCritical = List.of("critical", "page", "error").contains(severity);
    text.append("    severity: ").append(isCritical ? "critical" : "warning").append('\n');
    if (!severity.isEmpty() && !List.of("critical", "warning").contains(severity)) {
      labels.put("severity_there", severity);
    }
    if (!labels.isEmpty()) {
      text.append("    labels:\n");
      labels.forEach(
          (key, value) ->
              text.append("      ").append(key).append(": ").append(quoted(value)).append('\n'));
    }
    text.append("    threshold: {");
    window.ifPresent(over -> text.append("over: ").append(over).append(", "));
    if (!aggregate.isEmpty()) {
      text.append("aggregate: ").append(aggregate).append(", ");
    }
    text.append(limit(compared.group(2), compared.group(3))).append("}\n");
    duration(rule, "for", "for", text);
    duration(rule, "keep_firing_for", "keep-firing-for", text);
    // There every start is told, here one that comes soon after the last belongs to its episode.
    return text.append("    quiet: 0\n").toString();
  }

  private static void duration(YamlMap rule, String theirs, String ours, StringBuilder text) {
    rule.text(theirs)
        .ifPresent(
            value -> text.append("    ").append(ours).append(": ").append(value).append('\n'));
  }

  private static Metric metric(String name, List<String> metrics) throws Misfit {
    Metric known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    if (metrics.contains(name)) {
      return new Metric(name, Map.of());
    }
    throw new Misfit("there is no metric " + name + " here");
  }

  private static String limit(String operator, String number) throws Misfit {
    double limit;
    try {
      limit = Double.parseDouble(number);
    } catch (NumberFormatException _) {
      throw new Misfit(number + " is no number");
    }
    return switch (operator) {
      case ">" -> "above: " + number;
      case "<" -> "below: " + number;
      // Limits are exclusive here: the nearest number beyond says the same.
      case ">=" -> "above: " + Math.nextDown(limit);
      case "<=" -> "below: " + Math.nextUp(limit);
      default -> throw new Misfit("a limit has two sides, " + operator + " has none");
    };
  }

  private static String where(String matchers, Metric metric) throws Misfit {
    List<String> conditions = new ArrayList<>();
    Matcher matcher = MATCHED.matcher(matchers);
    int end = 0;
    while (end < matchers.length() && matcher.find(end) && matcher.start() == end) {
      String label = "labels." + metric.labels().getOrDefault(matcher.group(1), matcher.group(1));
      String value = cel(matcher.group(3));
      conditions.add(
          switch (matcher.group(2)) {
            case "=" -> label + " == " + value;
            case "!=" -> label + " != " + value;
            case "=~" -> label + ".matches(" + cel("^(?:" + matcher.group(3) + ")$") + ")";
            default -> "!" + label + ".matches(" + cel("^(?:" + matcher.group(3) + ")$") + ")";
          });
      end = matcher.end();
    }
    if (!matchers.substring(end).isBlank()) {
      throw new Misfit("\"" + oneLine(matchers) + "\" is not understood");
    }
    return String.join(" && ", conditions);
  }

  /** Escapes mean the same there and here. */
  private static String cel(String text) {
    return "\"" + text + "\"";
  }

  private static String summary(String text, Metric metric) {
    Matcher matcher = TEMPLATE.matcher(text);
    return matcher
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "${" + metric.labels().getOrDefault(found.group(1), found.group(1)) + "}"))
        .lines()
        .map(String::strip)
        .collect(Collectors.joining(" "))
        .strip();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
