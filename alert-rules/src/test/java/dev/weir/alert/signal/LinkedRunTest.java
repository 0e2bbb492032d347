package dev.weir.alert.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.expression.SeriesCondition;
import dev.weir.alert.fixture.TestRule;
import dev.weir.alert.life.Change;
import dev.weir.alert.life.LifePlan;
import dev.weir.alert.life.Severity;
import dev.weir.alert.rule.Aggregate;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Formula;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Rules on other rules, told in seconds. */
class LinkedRunTest {
  private static final long T0 = 1_790_000_000_000L;
  private static final List<String> BY = List.of("group");
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final List<String> told = new ArrayList<>();

  /** Fires while its metric is above 0. */
  private static Rule plain(String name, Severity severity) {
    OptionalDouble limit = OptionalDouble.of(0);
    OptionalDouble none = OptionalDouble.empty();
    boolean isWarning = severity == Severity.WARNING;
    return rule(
        name,
        name,
        severity,
        new Check.Threshold(
            Aggregate.LAST,
            Duration.ZERO,
            none,
            new Limits(true, isWarning ? limit : none, isWarning ? none : limit, none)),
        LifePlan.NoData.KEEP,
        Duration.ofSeconds(30));
  }

  private static Rule linked(String name, Check check) {
    return rule(
        name, Rule.metricOf(name), Severity.WARNING, check, LifePlan.NoData.KEEP, Duration.ZERO);
  }

  private static Rule rule(
      String name,
      String metric,
      Severity severity,
      Check check,
      LifePlan.NoData noData,
      Duration noDataAfter) {
    return new TestRule()
        .name(name)
        .metric(metric)
        .severity(severity)
        .noData(noData, noDataAfter)
        .of(check);
  }

  private static Check.Step fires(String rule) {
    return new Check.Step(false, new Check.Event.OfRule(rule, false, Optional.empty()));
  }

  private static Check.Step not(String rule) {
    return new Check.Step(true, new Check.Event.OfRule(rule, false, Optional.empty()));
  }

  private static Check pattern(Check.Pattern.Shape shape, int atLeast, Check.Step... steps) {
    return new Check.Pattern(shape, List.of(steps), atLeast, WITHIN, BY);
  }

  private static Check composite(String text) {
    return switch (Formula.read(text)) {
      case Formula.Reading.Ready(Formula formula) -> new Check.Composite(text, formula, BY);
      case Formula.Reading.Failed failed -> throw new AssertionError(failed);
    };
  }

  private LinkedRun run(Check check, Rule... others) {
    List<Rule> rules =
        new ArrayList<>(
            List.of(
                plain("a", Severity.WARNING),
                plain("b", Severity.CRITICAL),
                plain("c", Severity.WARNING)));
    rules.addAll(List.of(others));
    rules.add(linked("it", check));
    return new LinkedRun(rules);
  }

  private static Series series(String metric, String group) {
    return new Series(metric, group.isEmpty() ? Map.of() : Map.of("group", group));
  }

  /** One sample at a millisecond, then time comes to it. */
  private void at(LinkedRun run, long millis, String metric, double value) {
    run.take(series(metric, "billing"), T0 + millis, value, this::note);
    run.pass(T0 + millis, this::note);
  }

  private void pass(LinkedRun run, long millis) {
    run.pass(T0 + millis, this::note);
  }

  private void note(Transition transition) {
    if (transition.rule().equals("it")) {
      told.add(transition.change() + " " + (transition.at() - T0));
    }
  }

  /** Fires and is over again. */
  private void event(LinkedRun run, long millis, String rule) {
    at(run, millis, rule, 1);
    at(run, millis + 1, rule, 0);
  }

  @Test
  void aSequenceNeedsItsOrderAndItsTime() {
    LinkedRun run =
        run(pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("a"), fires("b"), fires("c")));
    event(run, 0, "b");
    event(run, 10_000, "a");
    event(run, 20_000, "c");
    assertThat(told).as("out of order").isEmpty();
    event(run, 30_000, "b");
    event(run, 70_001, "c");
    assertThat(told).as("a millisecond late").isEmpty();
    event(run, 100_000, "a");
    event(run, 110_000, "b");
    event(run, 160_000, "c");
    assertThat(told).as("to the millisecond").containsExactly("RAISED 160000");
    pass(run, 220_000);
    assertThat(told).hasSize(1);
    pass(run, 220_001);
    assertThat(told).last().isEqualTo("RESOLVED 220001");
  }

  @Test
  void whatComesAtTheSameMomentIsNotLater() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("a"), fires("b")));
    run.take(series("a", "billing"), T0, 1, this::note);
    run.take(series("b", "billing"), T0, 1, this::note);
    pass(run, 0);
    assertThat(told).isEmpty();
  }

  @Test
  void whatMustNotComeBetweenBreaksASequence() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("a"), not("c"), fires("b")));
    event(run, 0, "a");
    event(run, 5_000, "c");
    event(run, 10_000, "b");
    assertThat(told).isEmpty();
    event(run, 20_000, "c");
    event(run, 21_000, "a");
    event(run, 30_000, "b");
    assertThat(told).containsExactly("RAISED 30000");
  }

  @Test
  void oneEventIsNotTwoSteps() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("a"), fires("a")));
    event(run, 0, "a");
    assertThat(told).isEmpty();
    event(run, 10_000, "a");
    assertThat(told).containsExactly("RAISED 10000");
  }

  @Test
  void allComeInAnyOrder() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.ALL, 1, fires("a"), fires("b"), fires("c")));
    event(run, 0, "c");
    event(run, 30_000, "a");
    event(run, 60_000, "b");
    assertThat(told).containsExactly("RAISED 60000");
  }

  @Test
  void aCountCountsWhatIsWithin() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.COUNT, 3, fires("a")));
    event(run, 0, "a");
    event(run, 30_000, "a");
    event(run, 60_001, "a");
    assertThat(told).as("the first is too old by a millisecond").isEmpty();
    event(run, 90_000, "a");
    assertThat(told).containsExactly("RAISED 90000", "RESOLVED 90001");
  }

  @Test
  void whatDoesNotComeInTimeIsAbsentUntilItComes() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.ABSENCE, 1, fires("a"), fires("b")));
    event(run, 0, "a");
    event(run, 60_000, "b");
    pass(run, 200_000);
    assertThat(told).as("came to the millisecond").isEmpty();

    event(run, 300_000, "a");
    pass(run, 360_000);
    assertThat(told).isEmpty();
    pass(run, 360_001);
    assertThat(told).as("nothing was heard at all").containsExactly("RAISED 360001");
    event(run, 500_000, "b");
    assertThat(told).last().isEqualTo("RESOLVED 500000");

    told.clear();
    event(run, 600_000, "a");
    at(run, 660_001, "b", 1);
    assertThat(told).as("late by a millisecond").containsExactly("RAISED 660001");
  }

  @Test
  void samplesThatBeginToBeSoAreEvents() {
    SeriesCondition.Outcome read = SeriesCondition.compile("value > 100.0");
    var when = ((SeriesCondition.Outcome.Ready) read).condition();
    var step = new Check.Step(false, new Check.Event.OfMetric("lag", Optional.empty(), when));
    LinkedRun run = run(pattern(Check.Pattern.Shape.COUNT, 2, step));
    at(run, 0, "lag", 500);
    at(run, 5_000, "lag", 5);
    at(run, 10_000, "lag", 500);
    at(run, 15_000, "lag", 700);
    assertThat(told).as("the first sample begins nothing, the fourth goes on").isEmpty();
    at(run, 20_000, "lag", 5);
    at(run, 25_000, "lag", 101);
    assertThat(told).containsExactly("RAISED 25000");
  }

  @Test
  void otherLabelsAreAnotherMatter() {
    LinkedRun run = run(pattern(Check.Pattern.Shape.ALL, 1, fires("a"), fires("b")));
    run.take(series("a", "billing"), T0, 1, this::note);
    run.take(series("b", "shipping"), T0, 1, this::note);
    run.take(series("b", ""), T0, 1, this::note);
    pass(run, 1);
    assertThat(told).isEmpty();
  }

  @Test
  void aCompositeIsJudgedByLevels() {
    LinkedRun run = run(composite("(a or b) and not c"));
    at(run, 0, "a", 1);
    assertThat(told).containsExactly("RAISED 0");
    at(run, 5_000, "c", 1);
    assertThat(told).last().isEqualTo("RESOLVED 5000");
    at(run, 10_000, "c", 0);
    assertThat(told).last().isEqualTo("RAISED 10000");
    at(run, 15_000, "a", 0);
    at(run, 15_000, "b", 1);
    assertThat(told).last().asString().endsWith(" 15000");
    assertThat(run.runs("it").getFirst().reason()).isEqualTo("of \"(a or b) and not c\", b fires");
  }

  @Test
  void aRuleWithoutTheLabelCountsForAll() {
    LinkedRun run = run(composite("a unless b"));
    run.take(series("a", "billing"), T0, 1, this::note);
    pass(run, 0);
    run.take(series("b", ""), T0 + 1_000, 1, this::note);
    pass(run, 1_000);
    assertThat(told).containsExactly("RAISED 0", "RESOLVED 1000");
  }

  @Test
  void nothingHeardNeitherStartsNorEnds() {
    LinkedRun run = run(composite("a unless b"));
    at(run, 0, "b", 1);
    at(run, 0, "a", 1);
    pass(run, 31_000);
    assertThat(told).as("b is lost: nobody knows").isEmpty();
    at(run, 32_000, "b", 0);
    at(run, 32_000, "a", 1);
    assertThat(told).containsExactly("RAISED 32000");
    at(run, 40_000, "a", 1);
    pass(run, 75_000);
    assertThat(told).as("a is lost: not resolved").hasSize(1);
  }

  @Test
  void rulesOnRulesOnRulesFollowAtOnce() {
    Rule both = linked("both", composite("a and b"));
    LinkedRun run = run(pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("both"), fires("c")), both);
    at(run, 0, "a", 1);
    at(run, 1_000, "b", 1);
    at(run, 2_000, "c", 1);
    assertThat(told).containsExactly("RAISED 2000");
    assertThat(
            RuleLinks.circular(List.of(linked("x", composite("y")), linked("y", composite("x")))))
        .containsExactlyInAnyOrder("x", "y");
  }

  @Test
  void formulasAreReadOrRefusedWithTheirPlace() {
    assertThat(Formula.read("a and (b or not c) unless d"))
        .isInstanceOf(Formula.Reading.Ready.class);
    assertThat(Formula.read("a and")).isEqualTo(failed(6, "The name of a rule is missing."));
    assertThat(Formula.read("a (b"))
        .isEqualTo(
            new Formula.Reading.Failed(
                3, "\"(\" was not expected here.", "Join rules by and, or, unless."));
    assertThat(Formula.read("a and (b"))
        .isEqualTo(new Formula.Reading.Failed(7, "This parenthesis is not closed.", ""));
    assertThat(Formula.read("a and or b"))
        .isEqualTo(failed(7, "The name of a rule is missing here."));
    assertThat(Formula.read("(".repeat(5_000))).isInstanceOf(Formula.Reading.Failed.class);
  }

  private static Formula.Reading failed(int column, String message) {
    return new Formula.Reading.Failed(
        column, message, "Write lag-older-than-sla and not stuck-in-rebalance.");
  }

  /** Whatever order the series of one second are heard in, the history is the same. */
  @Property(tries = 300)
  void theOrderOfSeriesDoesNotMatter(@ForAll long seed) {
    for (Check check :
        List.of(
            pattern(Check.Pattern.Shape.SEQUENCE, 1, fires("a"), not("c"), fires("b")),
            pattern(Check.Pattern.Shape.ALL, 1, fires("a"), fires("b"), fires("c")),
            pattern(Check.Pattern.Shape.ABSENCE, 1, fires("a"), fires("b")),
            composite("a and (b or not c)"))) {
      List<String> first = history(check, seed, new Random(seed + 1));
      List<String> second = history(check, seed, new Random(seed + 2));
      assertThat(second).as("%s", check).isEqualTo(first);
    }
  }

  private List<String> history(Check check, long seed, Random order) {
    told.clear();
    var random = new Random(seed);
    LinkedRun run = run(check);
    for (int second = 0; second < 300; second += 5) {
      List<Series> heard = new ArrayList<>();
      List<Double> values = new ArrayList<>();
      for (String metric : List.of("a", "b", "c")) {
        heard.add(series(metric, "billing"));
        values.add(random.nextInt(4) == 0 ? 1.0 : 0.0);
      }
      List<Integer> places = new ArrayList<>(List.of(0, 1, 2));
      Collections.shuffle(places, order);
      for (int place : places) {
        run.take(heard.get(place), T0 + second * 1_000L, values.get(place), this::note);
      }
      pass(run, second * 1_000L);
    }
    assertThat(told)
        .as("seed %s of %s", seed, check)
        .allMatch(line -> !line.startsWith(Change.NONE.name()));
    return List.copyOf(told);
  }
}
