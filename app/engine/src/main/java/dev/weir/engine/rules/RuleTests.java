package dev.weir.engine.rules;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.life.AlertState;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import dev.weir.alert.signal.LinkedRun;
import dev.weir.alert.signal.RuleLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Unit tests of rules, in a file: series written down, and what a rule is expected to say at some
 * moments of them.
 *
 * @param source the file's name
 * @param outcomes one per test, in the file's order; none where there are problems
 * @param problems why the tests could not be run
 */
public record RuleTests(String source, List<Outcome> outcomes, List<RuleProblem> problems) {
  private static final Pattern SERIES = Pattern.compile("([^{\\s]+)\\s*(?:\\{(.*)})?");
  private static final Pattern LABEL = Pattern.compile("\\s*(\\w+)\\s*=\\s*\"([^\"]*)\"\\s*,?");
  private static final Pattern STEPS =
      Pattern.compile("(-?[0-9.][0-9.eE]*)(?:([+-][0-9.][0-9.eE]*)?x(\\d{1,6}))?");
  private static final Pattern GAP = Pattern.compile("_(?:x(\\d{1,6}))?");
  private static final String MONDAY = "2026-01-05T00:00:00Z";
  private static final int MOST_SAMPLES = 1_000_000;

  public RuleTests {
    outcomes = List.copyOf(outcomes);
    problems = List.copyOf(problems);
  }

  /**
   * What became of a test.
   *
   * @param failures what was not as expected, as sentences; empty if it passed
   */
  public record Outcome(String name, List<String> failures) {
    public boolean passed() {
      return failures.isEmpty();
    }
  }

  private record Expectation(
      Duration at, AlertState state, Optional<Severity> severity, String text) {}

  /** Samples of one series, from the start in equal distances. */
  private record Input(Series series, double[] values) {}

  private record Test(
      String name,
      Rule rule,
      List<Rule> rules,
      List<Input> inputs,
      Instant start,
      Duration interval,
      List<Expectation> expectations,
      OptionalInt alerts) {
    /** Until the last sample of all. */
    Duration length() {
      int most = inputs.stream().mapToInt(input -> input.values().length).max().orElse(0);
      return interval.multipliedBy(most);
    }
  }

  /** Reads a file and runs its tests. */
  public static RuleTests run(Path file) {
    String source = file.toString();
    List<RuleProblem> problems = new ArrayList<>();
    List<Test> tests = new ArrayList<>();
    try {
      String text = Files.readString(file);
      Optional<Node> root = YamlText.compose(source, text, problems);
      if (root.isPresent()) {
        read(file, new YamlMap(source, root.get(), problems), problems, tests);
      }
    } catch (IOException e) {
      problems.add(RuleBook.unreadable(file, e));
    }
    return problems.isEmpty()
        ? new RuleTests(source, tests.stream().map(RuleTests::outcome).toList(), List.of())
        : new RuleTests(source, List.of(), problems);
  }

  private static void read(Path file, YamlMap map, List<RuleProblem> problems, List<Test> tests) {
    String rules = map.requiredText("rules", "my-rules.yaml, or default-pack");
    if (rules.isEmpty()) {
      return;
    }
    RuleBook book =
        rules.equals("default-pack")
            ? RuleBook.defaultPack()
            : RuleBook.of(file.resolveSibling(rules));
    problems.addAll(book.problems());
    if (book.rules().isEmpty() && !book.problems().isEmpty()) {
      // Without rules every test would complain about its own.
      return;
    }
    for (YamlMap entry : map.maps("tests")) {
      test(entry, book).ifPresent(tests::add);
    }
    map.done();
    if (tests.isEmpty() && problems.isEmpty()) {
      map.problem("There are no tests.", "Begin a line with \"tests:\".");
    }
  }

  private static Optional<Test> test(YamlMap map, RuleBook book) {
    String name = map.requiredText("name", "fires after a minute");
    String ruleName = map.requiredText("rule", "lag-too-long");
    Optional<Rule> rule = book.rule(ruleName);
    if (rule.isEmpty() && !ruleName.isEmpty()) {
      map.problem(
          "rule",
          "There is no rule " + ruleName + " in " + book.source() + ".",
          "There are " + String.join(", ", book.rules().stream().map(Rule::name).toList()) + ".");
    }
    List<Input> inputs = inputs(map);
    Instant start = start(map, map.text("start").orElse(MONDAY));
    Duration interval = map.duration("interval", Duration.ofMinutes(1));
    if (interval.isZero()) {
      map.problem("interval", "Samples have a distance.", "Write interval: 1m.");
    }
    OptionalDouble alerts = map.number("alerts");
    List<Expectation> expectations = new ArrayList<>();
    for (YamlMap entry : map.maps("expect")) {
      Optional<Duration> at = entry.duration("at");
      AlertState state = entry.choice("state", AlertState.class, AlertState.NORMAL);
      if (at.isEmpty() || !entry.has("state")) {
        entry.problem("\"at\" and \"state\" are needed.", "Write {at: 5m, state: firing}.");
      }
      Optional<Severity> severity =
          entry.has("severity")
              ? Optional.of(entry.choice("severity", Severity.class, Severity.WARNING))
              : Optional.empty();
      entry.done();
      expectations.add(
          new Expectation(at.orElse(Duration.ZERO), state, severity, entry.text("at").orElse("?")));
    }
    if (expectations.isEmpty() && alerts.isEmpty()) {
      map.problem("The test expects nothing.", "Write expect: or alerts:.");
    }
    map.done();
    if (rule.isEmpty() || inputs.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Test(
            name,
            rule.get(),
            told(rule.get(), book),
            inputs,
            start,
            interval,
            expectations,
            alerts.isPresent() ? OptionalInt.of((int) alerts.getAsDouble()) : OptionalInt.empty()));
  }

  /** One series with its values, or several under {@code inputs}. */
  private static List<Input> inputs(YamlMap map) {
    List<Input> inputs = new ArrayList<>();
    List<YamlMap> entries = map.has("inputs") ? map.maps("inputs") : List.of(map);
    for (YamlMap entry : entries) {
      Optional<Series> series =
          entry.has("series")
              ? series(entry, entry.text("series").orElse(""))
              : Optional.of(new Series("value", Map.of()));
      double[] values = values(entry, entry.requiredText("values", "0x10 5+1x20 _x3"));
      if (entry != map) {
        entry.done();
      }
      series.ifPresent(one -> inputs.add(new Input(one, values)));
    }
    return inputs;
  }

  /** The rule and those that it is told of, by whatever way; the pack's where the file has none. */
  private static List<Rule> told(Rule rule, RuleBook book) {
    RuleBook pack = RuleBook.defaultPack();
    Map<String, Rule> told = new LinkedHashMap<>();
    List<Rule> next = new ArrayList<>(List.of(rule));
    while (!next.isEmpty()) {
      Rule one = next.removeLast();
      if (told.put(one.name(), one) == null) {
        for (String name : RuleLinks.names(one)) {
          book.rule(name).or(() -> pack.rule(name)).ifPresent(next::add);
        }
      }
    }
    return List.copyOf(told.values());
  }

  private static Outcome outcome(Test test) {
    return test.rule().check() instanceof Check.Linked ? linkedOutcome(test) : plainOutcome(test);
  }

  private static Outcome linkedOutcome(Test test) {
    List<String> failures = new ArrayList<>();
    int[] raised = {0};
    try {
      for (Expectation expectation : test.expectations()) {
        var run = new LinkedRun(test.rules());
        feed(test, run, expectation.at(), _ -> {});
        List<SeriesRun> runs = run.runs(test.rule().name());
        Optional<SeriesRun> worst =
            runs.stream().max(Comparator.comparing((SeriesRun one) -> one.state().isFiring()));
        expect(
            expectation,
            worst.map(SeriesRun::state).orElse(AlertState.NORMAL),
            worst.map(SeriesRun::severity).orElse(Severity.WARNING),
            failures);
      }
      feed(
          test,
          new LinkedRun(test.rules()),
          test.length(),
          transition ->
              raised[0] +=
                  transition.rule().equals(test.rule().name()) && transition.change().isRaise()
                      ? 1
                      : 0);
    } catch (IllegalStateException unasked) {
      failures.add("a condition cannot be evaluated: " + unasked.getMessage());
    }
    count(test, raised[0], failures);
    return new Outcome(test.name(), failures);
  }

  private static void feed(
      Test test, LinkedRun run, Duration length, Consumer<Transition> history) {
    long start = test.start().toEpochMilli();
    for (long after = 0; after <= length.toMillis(); after += test.interval().toMillis()) {
      int sample = (int) (after / test.interval().toMillis());
      for (Input input : test.inputs()) {
        if (sample < input.values().length) {
          run.take(input.series(), start + after, input.values()[sample], history);
        }
      }
      run.pass(start + after, history);
    }
  }

  private static void expect(
      Expectation expectation, AlertState state, Severity severity, List<String> failures) {
    if (state != expectation.state()) {
      failures.add(
          "at "
              + expectation.text()
              + " it is "
              + word(state)
              + ", not "
              + word(expectation.state()));
    } else if (expectation.severity().isPresent() && severity != expectation.severity().get()) {
      failures.add(
          "at "
              + expectation.text()
              + " it is "
              + YamlMap.word(severity)
              + ", not "
              + YamlMap.word(expectation.severity().get()));
    }
  }

  private static void count(Test test, int raised, List<String> failures) {
    if (test.alerts().isPresent() && raised != test.alerts().getAsInt()) {
      failures.add(
          "it raises "
              + raised
              + (raised == 1 ? " alert" : " alerts")
              + ", not "
              + test.alerts().getAsInt());
    }
  }

  private static Outcome plainOutcome(Test test) {
    List<String> failures = new ArrayList<>();
    Series series = test.inputs().getFirst().series();
    if (test.inputs().size() > 1) {
      failures.add("a rule on one series is tested with one series");
    }
    try {
      if (!test.rule().watches(series.metric(), series.labels())) {
        failures.add("the rule does not watch " + series);
      }
    } catch (IllegalStateException unasked) {
      failures.add("\"where\" cannot be evaluated: " + unasked.getMessage());
    }
    if (!failures.isEmpty()) {
      return new Outcome(test.name(), failures);
    }
    int[] raised = {0};
    for (Expectation expectation : test.expectations()) {
      var run = new SeriesRun(test.rule(), series);
      long start = test.start().toEpochMilli();
      long until = start + expectation.at().toMillis();
      feed(test, run, until, new int[1]);
      run.pass(until, _ -> {});
      expect(expectation, run.state(), run.severity(), failures);
    }
    var whole = new SeriesRun(test.rule(), series);
    feed(test, whole, Long.MAX_VALUE, raised);
    if (whole.errors() > 0) {
      failures.add("\"when\" cannot be evaluated: " + whole.lastError());
    }
    count(test, raised[0], failures);
    return new Outcome(test.name(), failures);
  }

  private static void feed(Test test, SeriesRun run, long until, int[] raised) {
    double[] values = test.inputs().getFirst().values();
    for (int i = 0; i < values.length; i++) {
      long at = test.start().toEpochMilli() + i * test.interval().toMillis();
      if (at > until) {
        return;
      }
      run.take(at, values[i], transition -> raised[0] += transition.change().isRaise() ? 1 : 0);
    }
  }

  private static String word(AlertState state) {
    return YamlMap.word(state);
  }

  private static Optional<Series> series(YamlMap map, String text) {
    Matcher matcher = SERIES.matcher(text.strip());
    if (!matcher.matches()) {
      map.problem("series", "\"" + text + "\" is no series.", "Write lag{group=\"billing\"}.");
      return Optional.empty();
    }
    Map<String, String> labels = new HashMap<>();
    String inner = matcher.group(2) == null ? "" : matcher.group(2);
    Matcher label = LABEL.matcher(inner);
    int end = 0;
    while (label.find() && label.start() == end) {
      labels.put(label.group(1), label.group(2));
      end = label.end();
    }
    if (end < inner.strip().length()) {
      map.problem("series", "\"" + text + "\" is no series.", "Write lag{group=\"billing\"}.");
      return Optional.empty();
    }
    return Optional.of(new Series(matcher.group(1), labels));
  }

  private static Instant start(YamlMap map, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      map.problem("start", "\"" + text + "\" is no time.", "Write " + MONDAY + ".");
      return Instant.EPOCH;
    }
  }

  /** {@code 5}, {@code 5x3} for 5 and three more, {@code 5+2x3} for 5 7 9 11, {@code _x3}. */
  private static double[] values(YamlMap map, String text) {
    List<Double> values = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      Matcher gap = GAP.matcher(word);
      Matcher steps = STEPS.matcher(word);
      if (gap.matches()) {
        int times = gap.group(1) == null ? 1 : Integer.parseInt(gap.group(1));
        for (int i = 0; i < times; i++) {
          values.add(Double.NaN);
        }
      } else if (steps.matches()) {
        try {
          double value = Double.parseDouble(steps.group(1));
          double step = steps.group(2) == null ? 0 : Double.parseDouble(steps.group(2));
          int times = steps.group(3) == null ? 0 : Integer.parseInt(steps.group(3));
          for (int i = 0; i <= times; i++) {
            values.add(value + i * step);
          }
        } catch (NumberFormatException _) {
          map.problem("values", "\"" + word + "\" is no number.", "Write 12.5.");
        }
      } else if (!word.isEmpty()) {
        map.problem(
            "values",
            "\"" + word + "\" is not understood.",
            "Write 5, 5x3 for 5 and three more, 5+2x3 for 5 7 9 11, _x3 for three missing.");
      }
      if (values.size() > MOST_SAMPLES) {
        map.problem("values", "There are too many samples.", "Write a million at most.");
        break;
      }
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
