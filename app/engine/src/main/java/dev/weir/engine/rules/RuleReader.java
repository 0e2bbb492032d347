package dev.weir.engine.rules;

import dev.weir.alert.expression.ConditionProblem;
import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import dev.weir.alert.signal.RuleLinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads rules out of the text of a YAML file. Each reading has a reader of its own. */
final class RuleReader {
  private static final Duration ROW = Duration.ofMinutes(1);
  private static final Duration ANOMALY_QUIET = Duration.ofHours(4);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final double ANOMALY_STRENGTHEN = 5;
  private static final double BAND_SCALES = 5;
  private static final Duration FORECAST_ROW = Duration.ofMinutes(5);
  private static final Duration FORECAST_WITHIN = Duration.ofHours(6);
  private static final long MOST_FORECAST_ROWS = 1_000;
  private static final Duration FREEZE = Duration.ofHours(6);

  private final String source;
  private final List<String> lines;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final LinkedChecks linked = new LinkedChecks(this::condition, this::limits);

  private RuleReader(String source, String text) {
    this.source = source;
    lines = text.lines().toList();
  }

  /** Reads {@code text}; {@code source} names it in problems. */
  static RuleBook read(String source, String text) {
    var reader = new RuleReader(source, text);
    YamlText.compose(source, text, reader.problems).ifPresent(reader::file);
    return new RuleBook(source, reader.rules, reader.linked.references(), reader.problems);
  }

  private void file(Node root) {
    var file = new YamlMap(source, root, problems);
    if (file.has("tests")) {
      file.problem("These are tests of rules.", "weir rules test runs them.");
      return;
    }
    if (file.isMapping() && !file.has("rules")) {
      file.problem("There are no rules.", "Begin with a line \"rules:\".");
    }
    Set<String> names = new HashSet<>();
    for (YamlMap entry : file.maps("rules")) {
      Rule rule = rule(entry);
      if (!rule.name().isEmpty() && !names.add(rule.name())) {
        entry.problem(
            "name", "There is a rule " + rule.name() + " already.", "Give each its own name.");
      }
      rules.add(rule);
    }
    Set<String> circular = RuleLinks.circular(rules);
    if (!circular.isEmpty()) {
      file.problem(
          "Rules are told of themselves: " + String.join(", ", new TreeSet<>(circular)) + ".",
          "Leave one of them out.");
    }
    file.done();
  }

  private Rule rule(YamlMap map) {
    String name = map.requiredText("name", "lag-too-long");
    if (map.has("name") && name.isBlank()) {
      map.problem("name", "The name is empty.", "Write name: lag-too-long.");
    }
    String summary = map.text("summary").orElse("");
    Optional<String> runbook = map.text("runbook");
    Map<String, String> labels = map.texts("labels");
    boolean isLinked = LinkedChecks.KEYS.stream().anyMatch(map::has);
    String metric = isLinked ? Rule.metricOf(name) : map.text("metric").orElse(Rule.ANY);
    Optional<SeriesCondition> where = condition(map, "where");
    Optional<SeriesCondition> when = condition(map, "when");
    Severity severity = map.choice("severity", Severity.class, Severity.WARNING);
    Check check = check(map, severity);
    LifePlan life = life(map, check);
    map.done();
    return new Rule(name, summary, runbook, labels, metric, where, when, severity, check, life);
  }

  private LifePlan life(YamlMap map, Check check) {
    boolean anomaly = check instanceof Check.Anomaly || check instanceof Check.Novelty;
    Duration hold = map.duration("for", Duration.ZERO);
    Duration keepFiring = map.duration("keep-firing-for", Duration.ZERO);
    Duration quiet = map.duration("quiet", anomaly ? ANOMALY_QUIET : QUIET);
    OptionalDouble again = map.number("raise-again-at");
    if (again.isPresent() && again.getAsDouble() <= 1) {
      map.problem(
          "raise-again-at", "\"raise-again-at\" is out of range.", "Write a number above 1.");
    }
    double strengthen = again.orElse(anomaly ? ANOMALY_STRENGTHEN : Double.POSITIVE_INFINITY);
    LifePlan.NoData then = LifePlan.NoData.KEEP;
    Duration after = Duration.ZERO;
    Optional<YamlMap> noData = map.map("no-data");
    if (noData.isPresent()) {
      then = noData.get().choice("then", LifePlan.NoData.class, LifePlan.NoData.KEEP);
      after = noData.get().duration("after", Duration.ZERO);
      if (after.isZero()) {
        noData.get().problem("\"after\" is missing.", "Write after: 5m.");
      }
      noData.get().done();
    }
    return new LifePlan(hold, keepFiring, quiet, strengthen, then, after);
  }

  private Check check(YamlMap map, Severity severity) {
    List<Check> found = new ArrayList<>();
    map.map("threshold").ifPresent(block -> found.add(threshold(block, severity)));
    map.map("change").ifPresent(block -> found.add(difference(block, severity)));
    map.map("anomaly").ifPresent(block -> found.add(anomaly(block)));
    map.map("novelty").ifPresent(block -> found.add(novelty(block)));
    map.map("flatline").ifPresent(block -> found.add(flatline(block)));
    map.map("adaptive").ifPresent(block -> found.add(adaptive(block)));
    map.map("forecast").ifPresent(block -> found.add(forecast(block, severity)));
    map.map("burn-rate").ifPresent(block -> found.add(burnRate(block)));
    linked.of(map, severity).ifPresent(found::add);
    if (found.size() != 1) {
      map.problem(
          found.isEmpty() ? "The rule checks nothing." : "The rule has more than one check.",
          "Write one of threshold, change, anomaly, novelty, flatline, adaptive, forecast,"
              + " burn-rate, pattern, correlation, composite.");
    }
    return found.isEmpty() ? new Check.Flatline(Duration.ofDays(1), 0) : found.getFirst();
  }

  private Check threshold(YamlMap block, Severity severity) {
    Duration over = block.duration("over", Duration.ZERO);
    Aggregate aggregate =
        block.choice("aggregate", Aggregate.class, over.isZero() ? Aggregate.LAST : Aggregate.AVG);
    OptionalDouble share = block.share("share");
    Limits limits = limits(block, severity);
    boolean counts = aggregate == Aggregate.DELTA || aggregate == Aggregate.RATE;
    if (over.isZero() && (share.isPresent() || aggregate != Aggregate.LAST)) {
      block.problem("\"over\" is missing.", "Write over: 5m, the length of the window.");
    }
    if (share.isPresent() && counts) {
      block.problem("share", "A share of a growing counter means nothing.", "Leave one out.");
    }
    block.done();
    return new Check.Threshold(aggregate, over, share, limits);
  }

  private Check difference(YamlMap block, Severity severity) {
    Duration over = block.duration("over", Duration.ofMinutes(5));
    Duration ago = block.duration("ago", Duration.ofHours(1));
    boolean relative = block.choice("unit", Unit.class, Unit.PERCENT) == Unit.PERCENT;
    Limits limits = limits(block, severity);
    if (over.isZero() || ago.isZero()) {
      block.problem("Windows have a length.", "Write over: 5m and ago: 1h.");
      return new Check.Difference(Duration.ofMinutes(5), Duration.ofHours(1), relative, limits);
    }
    block.done();
    return new Check.Difference(over, ago, relative, limits);
  }

  /** What the limits of a change are in. */
  private enum Unit {
    PERCENT,
    VALUE
  }

  private Check anomaly(YamlMap block) {
    Duration row = block.duration("row", ROW);
    double sensitivity = block.positive("sensitivity", 10).orElse(1);
    double leastEffect = block.positive("least-effect", Double.MAX_VALUE).orElse(0);
    Check.Direction direction =
        block.choice("direction", Check.Direction.class, Check.Direction.BOTH);
    OptionalDouble floor = block.number("floor");
    OptionalDouble ceiling = block.number("ceiling");
    block.done();
    return new Check.Anomaly(row, sensitivity, leastEffect, direction, floor, ceiling);
  }

  private Check novelty(YamlMap block) {
    Duration row = block.duration("row", ROW);
    double gap = block.share("gap").orElse(0.08);
    block.done();
    return new Check.Novelty(row, gap);
  }

  private Check flatline(YamlMap block) {
    Duration over = block.duration("over", Duration.ofHours(1));
    double within = block.number("within").orElse(0);
    if (within < 0 || over.isZero()) {
      block.problem("A flat line has a length, and a width of 0 or more.", "Write over: 1h.");
    }
    block.done();
    return new Check.Flatline(over, within);
  }

  private Check adaptive(YamlMap block) {
    Duration row = block.duration("row", ROW);
    double width = block.positive("width", 100).orElse(BAND_SCALES);
    Check.Direction direction =
        block.choice("direction", Check.Direction.class, Check.Direction.BOTH);
    OptionalDouble floor = block.number("floor");
    OptionalDouble ceiling = block.number("ceiling");
    Duration freeze = block.duration("freeze", FREEZE);
    block.done();
    return new Check.Adaptive(row, width, direction, floor, ceiling, freeze);
  }

  private Check forecast(YamlMap block, Severity severity) {
    Duration row = block.duration("row", FORECAST_ROW);
    Duration within = block.duration("within", FORECAST_WITHIN);
    Limits limits = limits(block, severity);
    if (row.isZero() || within.compareTo(row) < 0 || within.dividedBy(row) > MOST_FORECAST_ROWS) {
      block.problem(
          "within",
          "It looks ahead 1 to " + MOST_FORECAST_ROWS + " rows.",
          "Write within: 6h, and row: 5m.");
      return new Check.Forecast(FORECAST_ROW, FORECAST_WITHIN, limits);
    }
    block.done();
    return new Check.Forecast(row, within, limits);
  }

  private Check burnRate(YamlMap block) {
    int before = problems.size();
    OptionalDouble objective = block.share("objective");
    if (problems.size() == before && (objective.isEmpty() || objective.getAsDouble() >= 1)) {
      block.problem("objective", "An objective below 100 % is needed.", "Write objective: 99.9 %.");
    }
    block.done();
    return new Check.BurnRate(Math.min(objective.orElse(0.999), 0.999_999));
  }

  /** {@code above: 5}, or {@code above: {warning: 5, critical: 9}}; below likewise. */
  private Limits limits(YamlMap block, Severity severity) {
    boolean above = block.has("above");
    boolean below = block.has("below");
    OptionalDouble recovery = block.number("recover");
    if (above == below) {
      block.problem(
          above ? "There is both \"above\" and \"below\"." : "A limit is missing.",
          "Write above: 100, or below: 5.");
      return new Limits(true, OptionalDouble.of(0), OptionalDouble.empty(), OptionalDouble.empty());
    }
    String key = above ? "above" : "below";
    OptionalDouble warning;
    OptionalDouble critical;
    int before = problems.size();
    if (block.isMap(key)) {
      YamlMap both = block.map(key).orElseThrow();
      warning = both.number("warning");
      critical = both.number("critical");
      both.done();
    } else {
      OptionalDouble one = block.number(key);
      warning = severity == Severity.WARNING ? one : OptionalDouble.empty();
      critical = severity == Severity.CRITICAL ? one : OptionalDouble.empty();
    }
    if (warning.isEmpty() && critical.isEmpty()) {
      // One that is there and is no number has been told.
      if (problems.size() == before) {
        block.problem(key, "A limit is missing.", "Write " + key + ": 100.");
      }
      return new Limits(above, OptionalDouble.of(0), OptionalDouble.empty(), recovery);
    }
    var limits = new Limits(above, warning, critical, recovery);
    if (!limits.isInOrder()) {
      block.problem(
          recovery.isPresent() ? "recover" : key,
          "The limits are out of order.",
          above
              ? "From low to high: recover, warning, critical."
              : "From high to low: recover, warning, critical.");
    }
    return limits;
  }

  private Optional<SeriesCondition> condition(YamlMap map, String key) {
    Optional<ScalarNode> value = map.scalar(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    return switch (SeriesCondition.compile(value.get().getValue())) {
      case SeriesCondition.Outcome.Ready(SeriesCondition condition) -> Optional.of(condition);
      case SeriesCondition.Outcome.Failed(ConditionProblem problem) -> {
        place(map, value.get(), problem);
        yield Optional.empty();
      }
    };
  }

  /** Tells a problem of a condition at its place in the file. */
  private void place(YamlMap map, ScalarNode value, ConditionProblem problem) {
    Optional<Mark> start = value.getStartMark();
    int line = start.map(Mark::getLine).orElse(0);
    int column = start.map(Mark::getColumn).orElse(0);
    ScalarStyle style = value.getScalarStyle();
    if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
      column = indentation(line + 1);
      line += problem.line();
    } else {
      line += problem.line() - 1;
      column = problem.line() > 1 ? 0 : column + (value.isPlain() ? 0 : 1);
    }
    map.problem(line + 1, column + problem.column(), problem.message(), problem.hint());
  }

  /** Of a block of text that begins on a line, counted from 0. */
  private int indentation(int first) {
    for (int i = first; i < lines.size(); i++) {
      String text = lines.get(i);
      if (!text.isBlank()) {
        return text.length() - text.stripLeading().length();
      }
    }
    return 0;
  }
}
