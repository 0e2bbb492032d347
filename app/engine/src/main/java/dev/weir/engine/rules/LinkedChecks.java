package dev.weir.engine.rules;

import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Formula;
import dev.weir.alert.rule.Level;
import dev.weir.alert.rule.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the checks that watch other rules. One file's; not thread-safe. */
final class LinkedChecks {
  /** What the checks are called in a file. */
  static final List<String> KEYS = List.of("pattern", "correlation", "composite");

  private static final List<String> BY_CONNECTION = List.of("connection");
  private static final int MOST_TIMES = 1_000;
  private static final int MOST_STEPS = 20;
  private static final int FEWEST_ROWS = 15;
  private static final int MOST_ROWS = 1_440;

  /** Share of a window by which two series may be apart. */
  private static final int APART = 4;

  private final Conditions conditions;
  private final LimitBlocks limits;
  private final List<RuleBook.Reference> references = new ArrayList<>();

  /** Reads a condition, and tells of what is wrong in it. */
  interface Conditions {
    Optional<SeriesCondition> read(YamlMap map, String key);
  }

  /** Reads where good ends, and tells of what is wrong in it. */
  interface LimitBlocks {
    Limits read(YamlMap block, Severity severity);
  }

  LinkedChecks(Conditions conditions, LimitBlocks limits) {
    this.conditions = conditions;
    this.limits = limits;
  }

  /** The rules that were named, in the file's order. */
  List<RuleBook.Reference> references() {
    return references;
  }

  /** The check of a rule that has one on other rules; empty where it has none. */
  Optional<Check> of(YamlMap rule, Severity severity) {
    boolean isLinked = KEYS.stream().anyMatch(rule::has);
    List<String> by = rule.has("by") ? rule.words("by") : BY_CONNECTION;
    if (!isLinked) {
      if (rule.has("by")) {
        rule.problem("by", "\"by\" joins what a rule on others is about.", "Leave it out.");
      }
      return Optional.empty();
    }
    for (String key : List.of("metric", "where", "when")) {
      if (rule.has(key)) {
        rule.problem(
            key,
            "A rule on other rules watches no series of its own.",
            rule.has("correlation")
                ? "Write it in \"of\" and \"with\"."
                : "Write it in the steps of the pattern.");
      }
    }
    if (rule.has("correlation")) {
      return rule.map("correlation").map(block -> correlation(block, by, severity));
    }
    return rule.has("composite")
        ? rule.scalar("composite").map(text -> composite(rule, text, by))
        : rule.map("pattern").map(block -> pattern(block, by));
  }

  private Check composite(YamlMap rule, ScalarNode text, List<String> by) {
    Formula nothing = new Formula.Name("");
    return switch (Formula.read(text.getValue())) {
      case Formula.Reading.Failed(int column, String message, String remedy) -> {
        Optional<Mark> start = text.getStartMark();
        boolean isOneLine =
            text.getScalarStyle() != ScalarStyle.LITERAL
                && text.getScalarStyle() != ScalarStyle.FOLDED;
        rule.problem(
            start.map(Mark::getLine).orElse(0) + 1,
            start.map(Mark::getColumn).orElse(0)
                + (isOneLine ? column + (text.isPlain() ? 0 : 1) : 1),
            message,
            remedy);
        yield new Check.Composite(text.getValue(), nothing, by);
      }
      case Formula.Reading.Ready(Formula formula) -> {
        if (formula.level(_ -> Level.OK).isFiring()) {
          rule.problem(
              "composite",
              "It would fire where nothing does.",
              "Begin with a rule: NAME and not OTHER.");
        }
        formula.names().forEach(name -> refer(name, text));
        yield new Check.Composite(text.getValue().strip(), formula, by);
      }
    };
  }

  private Check correlation(YamlMap block, List<String> by, Severity severity) {
    Check.Subject of = subject(block, "of");
    Check.Subject with = subject(block, "with");
    Duration over = block.duration("over", Duration.ofMinutes(30));
    Duration row = block.duration("row", Duration.ofMinutes(1));
    Duration apart = block.duration("apart", Duration.ZERO);
    Limits limit = limits.read(block, severity);
    long rows = row.isZero() ? 0 : over.dividedBy(row);
    if (rows < FEWEST_ROWS || rows > MOST_ROWS) {
      block.problem(
          block.has("over") ? "over" : "row",
          "The window has " + rows + " rows; it needs " + FEWEST_ROWS + " to " + MOST_ROWS + ".",
          "Write over: 30m and row: 1m.");
      return new Check.Correlation(
          of, with, Duration.ofMinutes(30), Duration.ofMinutes(1), Duration.ZERO, limit, by);
    }
    if (apart.multipliedBy(APART).compareTo(over) > 0) {
      block.problem(
          "apart", "What is so far apart has too little of the window.", "A fourth of it at most.");
    }
    block.done();
    return new Check.Correlation(of, with, over, row, apart, limit, by);
  }

  private Check.Subject subject(YamlMap block, String key) {
    Optional<YamlMap> map = block.map(key);
    if (map.isEmpty()) {
      block.problem("\"" + key + "\" is missing.", "Write " + key + ": {metric: lag}.");
      return new Check.Subject("", Optional.empty());
    }
    String metric = map.get().requiredText("metric", "lag");
    Optional<SeriesCondition> where = conditions.read(map.get(), "where");
    map.get().done();
    return new Check.Subject(metric, where);
  }

  private void refer(String name, ScalarNode at) {
    references.add(
        new RuleBook.Reference(
            name,
            at.getStartMark().map(Mark::getLine).orElse(-1) + 1,
            at.getStartMark().map(Mark::getColumn).orElse(-1) + 1));
  }

  private Check pattern(YamlMap block, List<String> by) {
    List<Check.Step> steps = new ArrayList<>();
    List<Check.Pattern.Shape> shapes = new ArrayList<>();
    int atLeast = 1;
    if (block.has("sequence")) {
      shapes.add(Check.Pattern.Shape.SEQUENCE);
      block.maps("sequence").forEach(step -> steps.add(step(step, true)));
      sequence(block, steps);
    }
    if (block.has("all")) {
      shapes.add(Check.Pattern.Shape.ALL);
      block.maps("all").forEach(step -> steps.add(step(step, false)));
      if (steps.size() < 2) {
        block.problem("all", "Of one event all is no pattern.", "Write two or more.");
      }
    }
    if (block.has("count")) {
      shapes.add(Check.Pattern.Shape.COUNT);
      block.map("count").ifPresent(step -> steps.add(step(step, false)));
      atLeast = (int) block.positive("at-least", MOST_TIMES).orElse(0);
      if (atLeast < 1) {
        block.problem("at-least", "How many times is missing.", "Write at-least: 3.");
        atLeast = 1;
      }
    }
    if (block.has("absence")) {
      shapes.add(Check.Pattern.Shape.ABSENCE);
      if (!block.has("after")) {
        block.problem("\"after\" is missing.", "Write after: {rule: NAME}.");
      }
      block.map("after").ifPresent(step -> steps.add(step(step, false)));
      block.map("absence").ifPresent(step -> steps.add(step(step, false)));
    }
    Duration within = block.duration("within", Duration.ZERO);
    if (within.isZero()) {
      block.problem("\"within\" is missing.", "Write within: 10m.");
    }
    if (shapes.size() != 1) {
      block.problem(
          shapes.isEmpty() ? "The pattern has no events." : "The pattern has more than one shape.",
          "Write one of sequence, all, count, absence.");
      block.done();
      return new Check.Pattern(Check.Pattern.Shape.ALL, List.of(), 1, within, by);
    }
    if (steps.size() > MOST_STEPS) {
      block.problem("A pattern has " + MOST_STEPS + " events at most.", "");
    }
    block.done();
    return new Check.Pattern(shapes.getFirst(), steps, atLeast, within, by);
  }

  private static void sequence(YamlMap block, List<Check.Step> steps) {
    long positive = steps.stream().filter(step -> !step.negated()).count();
    boolean isOpen = positive < 2 || steps.getFirst().negated() || steps.getLast().negated();
    if (isOpen) {
      block.problem(
          "sequence",
          "A sequence begins and ends with an event that comes.",
          "Write what must not come between two others.");
    }
  }

  private Check.Step step(YamlMap map, boolean mayBeNegated) {
    if (mayBeNegated && map.has("not")) {
      Check.Event event =
          map.map("not")
              .map(this::event)
              .orElse(new Check.Event.OfRule("", false, Optional.empty()));
      map.done();
      return new Check.Step(true, event);
    }
    return new Check.Step(false, event(map));
  }

  private Check.Event event(YamlMap map) {
    Optional<SeriesCondition> where = conditions.read(map, "where");
    Optional<ScalarNode> fires = map.scalar("rule");
    Optional<ScalarNode> ends = map.scalar("ends");
    Optional<String> metric = map.text("metric");
    int kinds =
        (fires.isPresent() ? 1 : 0) + (ends.isPresent() ? 1 : 0) + (metric.isPresent() ? 1 : 0);
    if (kinds != 1) {
      map.problem(
          "This is no event.",
          "Write one of {rule: NAME}, {ends: NAME}, {metric: lag, when: value > 1000}.");
      return new Check.Event.OfRule("", false, where);
    }
    if (metric.isPresent()) {
      Optional<SeriesCondition> when = conditions.read(map, "when");
      if (when.isEmpty()) {
        map.problem("\"when\" is missing.", "Write when: value > 1000.");
      }
      map.done();
      return when.isPresent()
          ? new Check.Event.OfMetric(metric.get(), where, when.get())
          : new Check.Event.OfRule("", false, where);
    }
    ScalarNode name = fires.or(() -> ends).orElseThrow();
    refer(name.getValue(), name);
    map.done();
    return new Check.Event.OfRule(name.getValue(), ends.isPresent(), where);
  }
}
