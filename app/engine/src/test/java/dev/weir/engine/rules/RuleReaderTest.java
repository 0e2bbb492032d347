package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.life.LifePlan;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleReaderTest {
  private static List<String> problems(String yaml) {
    return RuleReader.read("f.yaml", yaml).problems().stream().map(RuleProblem::sentence).toList();
  }

  @Test
  void readsWhatIsWritten() {
    RuleBook book =
        RuleReader.read(
            "f.yaml",
            """
            # Kept on purpose.
            rules:
              - name: lag
                summary: ${group} is behind
                metric: lag
                where: labels.group != "batch"
                threshold:
                  aggregate: p95
                  over: 5m
                  above: {warning: 100, critical: 1e3}
                  recover: 80
                for: 1m
                keep-firing-for: 2m
                quiet: 1h
                no-data: {then: alert, after: 10m}
            """);

    assertThat(book.problems()).isEmpty();
    Rule rule = book.rule("lag").orElseThrow();
    assertThat(rule.where()).hasValueSatisfying(w -> assertThat(w.text()).contains("batch"));
    assertThat(rule.life())
        .isEqualTo(
            new LifePlan(
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                Duration.ofHours(1),
                Double.POSITIVE_INFINITY,
                LifePlan.NoData.ALERT,
                Duration.ofMinutes(10)));
    assertThat(rule.check()).isInstanceOf(Check.Threshold.class);
  }

  @Test
  void theDefaultPackIsSound() {
    RuleBook pack = RuleBook.defaultPack();
    assertThat(pack.problems()).isEmpty();
    assertThat(pack.rule("anomaly-default")).isPresent();
  }

  @Test
  void everythingWrongIsToldWithItsPlaceAndRemedy() {
    assertThat(
            problems(
                """
                rules:
                  - name: a
                    threshold: {above: 5, over: 5min}
                    serverity: warning
                  - name: a
                    change: {above: {warning: 60, critical: 30}}
                  - metric: lag
                """))
        .containsExactlyInAnyOrder(
            "f.yaml:3:33: \"over\" takes a duration, not \"5min\"."
                + " Write 90s, 5m, 1h30m, 2d or PT1H30M.",
            "f.yaml:4:5: \"serverity\" is not known here. Did you mean severity?",
            "f.yaml:6:21: The limits are out of order. From low to high: recover, warning,"
                + " critical.",
            "f.yaml:5:11: There is a rule a already. Give each its own name.",
            "f.yaml:7:5: \"name\" is missing. Write name: lag-too-long.",
            "f.yaml:7:5: The rule checks nothing. Write one of threshold, change, anomaly, novelty,"
                + " flatline, adaptive, forecast, burn-rate, pattern, correlation, composite.");
  }

  @Test
  void whatIsWrongIsToldOnce() {
    assertThat(problems("rules:\n  - name: ''\n    threshold: {above: 1e999}\n"))
        .containsExactlyInAnyOrder(
            "f.yaml:2:11: The name is empty. Write name: lag-too-long.",
            "f.yaml:3:24: \"above\" takes a number, not \"1e999\". Write 0.5, 200 or 1e6.");
    assertThat(problems("rules:\n  - name: a\n    raise-again-at: 0.5\n    novelty: {}\n"))
        .containsExactly(
            "f.yaml:3:21: \"raise-again-at\" is out of range. Write a number above 1.");
    assertThat(problems("[]"))
        .containsExactly("f.yaml:1:1: Here should be keys with values, not a list.");
    assertThat(problems("rules: default-pack\ntests: []\n"))
        .containsExactly("f.yaml:1:1: These are tests of rules. weir rules test runs them.");
    assertThat(problems("rules: []\n---\nrules: []\n"))
        .singleElement()
        .asString()
        .contains("This is not YAML: found another document. A file holds one document");
    assertThat(problems("[".repeat(1_000_000)))
        .as("what is nested too deeply is a mistake of the file")
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }

  @Test
  void rulesOnRulesAreReadAndWhatTheyNameIsLookedFor() {
    RuleBook book =
        RuleReader.read(
            "f.yaml",
            """
            rules:
              - name: plain
                metric: lag
                threshold: {above: 5}
              - name: both
                by: [connection, group]
                composite: plain and not (there or "quoted")
              - name: one-after-the-other
                pattern:
                  sequence:
                    - {rule: plain, where: labels.group == "x"}
                    - not: {ends: both}
                    - {metric: lag, when: value > 5}
                  within: 10m
            """);
    assertThat(book.problems()).isEmpty();
    assertThat(book.missing(java.util.Set.of("there")).stream().map(RuleProblem::sentence))
        .containsExactly(
            "f.yaml:7:16: There is no rule \"quoted\". Name one of this file, of the other files or"
                + " of the default pack.");
    assertThat(book.rule("both").orElseThrow().metric()).isEqualTo("rule:both");
    assertThat(book.rule("one-after-the-other").orElseThrow().check())
        .isInstanceOfSatisfying(
            Check.Pattern.class,
            pattern -> {
              assertThat(pattern.within()).isEqualTo(Duration.ofMinutes(10));
              assertThat(pattern.by()).containsExactly("connection");
              assertThat(pattern.steps())
                  .extracting(Check.Step::negated)
                  .containsExactly(false, true, false);
            });
  }

  @Test
  void aCorrelationIsRead() {
    RuleBook book =
        RuleReader.read(
            "f.yaml",
            """
            rules:
              - name: apart
                by: [connection, stream]
                correlation:
                  of: {metric: records_per_s, where: labels.stream == "orders"}
                  with: {metric: lag}
                  apart: 5m
                  below: {warning: 0.5, critical: 0.2}
              - name: short
                correlation: {of: {metric: lag}, with: {metric: lag}, over: 10m, above: 0.9}
              - name: far
                correlation: {of: {metric: lag}, with: {metric: lag}, apart: 10m, above: 0.9}
              - name: alone
                metric: lag
                correlation: {of: {metric: lag}, above: 0.9}
            """);
    assertThat(book.problems().stream().map(RuleProblem::sentence))
        .containsExactly(
            "f.yaml:10:65: The window has 10 rows; it needs 15 to 1440. Write over: 30m and row:"
                + " 1m.",
            "f.yaml:12:66: What is so far apart has too little of the window. A fourth of it at"
                + " most.",
            "f.yaml:14:13: A rule on other rules watches no series of its own. Write it in \"of\""
                + " and \"with\".",
            "f.yaml:15:18: \"with\" is missing. Write with: {metric: lag}.");
    assertThat(book.rule("apart").orElseThrow().metric()).isEqualTo("rule:apart");
    assertThat(book.rule("apart").orElseThrow().check())
        .isInstanceOfSatisfying(
            Check.Correlation.class,
            check -> {
              assertThat(check.of().metric()).isEqualTo("records_per_s");
              assertThat(check.over()).isEqualTo(Duration.ofMinutes(30));
              assertThat(check.apart()).isEqualTo(Duration.ofMinutes(5));
              assertThat(check.limits().above()).isFalse();
              assertThat(check.by()).containsExactly("connection", "stream");
            });
  }

  @Test
  void whatIsWrongInARuleOnRulesIsToldWithItsPlace() {
    assertThat(
            problems(
                """
                rules:
                  - name: a
                    composite: b and and c
                  - name: b
                    metric: lag
                    pattern: {all: [{rule: a}], within: 5m}
                  - name: c
                    pattern: {count: {metric: lag}, within: 5m}
                  - name: d
                    composite: not b
                  - name: e
                    pattern: {sequence: [{not: {rule: a}}, {rule: b}]}
                  - name: f
                    by: [group]
                    threshold: {above: 5}
                  - name: g
                    composite: h
                  - name: h
                    composite: 'g'
                """))
        .contains(
            "f.yaml:3:22: The name of a rule is missing here. Write lag-older-than-sla and not"
                + " stuck-in-rebalance.",
            "f.yaml:5:13: A rule on other rules watches no series of its own. Write it in the steps"
                + " of the pattern.",
            "f.yaml:6:20: Of one event all is no pattern. Write two or more.",
            "f.yaml:8:22: \"when\" is missing. Write when: value > 1000.",
            "f.yaml:8:14: How many times is missing. Write at-least: 3.",
            "f.yaml:10:16: It would fire where nothing does. Begin with a rule: NAME and not"
                + " OTHER.",
            "f.yaml:12:14: \"within\" is missing. Write within: 10m.",
            "f.yaml:14:9: \"by\" joins what a rule on others is about. Leave it out.",
            "f.yaml:1:1: Rules are told of themselves: g, h. Leave one of them out.");
  }

  @Test
  void conditionsAreCheckedWhereTheyStand() {
    assertThat(
            problems(
                """
                rules:
                  - name: plain
                    where: labls.group == "x"
                    anomaly: {}
                  - name: quoted
                    where: 'metric > 5'
                    anomaly: {}
                  - name: block
                    when: |
                      value > 5 &&
                        valu < 9
                    anomaly: {}
                """))
        .containsExactly(
            "f.yaml:3:12: \"labls\" is not known here. Did you mean labels?",
            "f.yaml:6:20: \">\" does not work on (string, int). Compare like with like:"
                + " double(…), int(…) and string(…) convert, timestamp(\"2026-01-31T12:00:00Z\") is"
                + " a time.",
            "f.yaml:11:9: \"valu\" is not known here. Did you mean value?");
  }

  @Test
  void whatIsNoYamlIsSaid() {
    assertThat(problems("rules:\n\t- name: a\n"))
        .singleElement()
        .asString()
        .startsWith("f.yaml:2:1: This is not YAML")
        .endsWith("Indent with spaces, not with tabs.");
    assertThat(problems("")).containsExactly("f.yaml: The file is empty.");
    assertThat(problems("- a\n"))
        .contains("f.yaml:1:1: Here should be keys with values, not a list.");
    assertThat(problems("rules: []\nrules: []\n")).isNotEmpty();
  }
}
