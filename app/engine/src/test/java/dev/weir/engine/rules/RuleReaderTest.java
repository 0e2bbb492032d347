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
                + " flatline, adaptive, forecast, burn-rate.");
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
