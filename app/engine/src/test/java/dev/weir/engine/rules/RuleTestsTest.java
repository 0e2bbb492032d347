package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RuleTestsTest {
  @TempDir Path folder;

  private RuleTests run(String rules, String tests) throws IOException {
    Files.writeString(folder.resolve("rules.yaml"), rules);
    return RuleTests.run(Files.writeString(folder.resolve("tests.yaml"), tests));
  }

  @Test
  void theDefaultPackDoesWhatItsTestsSay() throws Exception {
    var resource = RuleTestsTest.class.getResource("default-pack-tests.yaml");
    RuleTests tests = RuleTests.run(Path.of(Objects.requireNonNull(resource).toURI()));

    assertThat(tests.problems()).isEmpty();
    assertThat(tests.outcomes()).hasSizeGreaterThan(5);
    assertThat(tests.outcomes()).allMatch(RuleTests.Outcome::passed);
  }

  @Test
  void whatIsNotAsExpectedIsToldInWords() throws Exception {
    RuleTests tests =
        run(
            "rules:\n  - name: high\n    metric: m\n    threshold: {above: 10}\n",
            """
            rules: rules.yaml
            tests:
              - name: wrong
                rule: high
                series: m{a="b"}
                values: 5x5 20x5
                expect:
                  - {at: 3m, state: firing}
                  - {at: 8m, state: firing, severity: critical}
                  - {at: 8m, state: firing, severity: warning}
                alerts: 2
              - name: other series
                rule: high
                series: n
                values: 1
                alerts: 0
            """);

    assertThat(tests.problems()).isEmpty();
    assertThat(tests.outcomes().get(0).failures())
        .containsExactly(
            "at 3m it is normal, not firing",
            "at 8m it is warning, not critical",
            "it raises 1 alert, not 2");
    assertThat(tests.outcomes().get(1).failures()).containsExactly("the rule does not watch n");
  }

  @Test
  void whatCannotBeReadHasAPlace() throws Exception {
    RuleTests tests =
        run(
            "rules:\n  - name: high\n    threshold: {above: 10}\n",
            """
            rules: rules.yaml
            tests:
              - name: t
                rule: low
                series: m{a=b}
                values: 5y3
              - name: u
                rule: high
                values: 1
                expect: [{at: 5m, state: burning}]
            """);

    assertThat(tests.outcomes()).isEmpty();
    assertThat(tests.problems().stream().map(p -> p.line() + ":" + p.column() + " " + p.message()))
        .contains(
            "4:11 There is no rule low in " + folder.resolve("rules.yaml") + ".",
            "5:13 \"m{a=b}\" is no series.",
            "6:13 \"5y3\" is not understood.",
            "10:30 \"state\" does not know \"burning\".");
  }

  /** Reader and schema must not drift apart: what one knows, the other knows. */
  @Test
  void thePublishedSchemaKnowsTheSameKeysAsTheReader() throws IOException {
    JsonNode rule =
        JsonMapper.shared()
            .readTree(Files.readString(Path.of("../../docs/alert-rules.schema.json")))
            .at("/$defs/rule/properties");
    assertThat(known("rules:\n  - name: a\n    qqqqqqqqqqqqqqq: 1\n    anomaly: {}\n"))
        .as("keys of a rule")
        .isEqualTo(names(rule));
    for (String check :
        List.of(
            "threshold",
            "change",
            "anomaly",
            "novelty",
            "flatline",
            "adaptive",
            "forecast",
            "burn-rate")) {
      assertThat(known("rules:\n  - name: a\n    " + check + ": {above: 1, qqqqqqqqqqqqqqq: 1}\n"))
          .as("keys of %s", check)
          .isEqualTo(names(rule.get(check).get("properties")));
    }
  }

  /** The keys a complaint about an unknown one lists. */
  private static Set<String> known(String yaml) {
    String remedy =
        RuleReader.read("f.yaml", yaml).problems().stream()
            .filter(problem -> problem.message().contains("qqqqqqqqqqqqqqq"))
            .findFirst()
            .orElseThrow()
            .remedy();
    return new TreeSet<>(
        Arrays.asList(remedy.replaceFirst("Known are ", "").replaceFirst("\\.$", "").split(", ")));
  }

  private static Set<String> names(JsonNode properties) {
    return new TreeSet<>(properties.propertyNames());
  }
}
