package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class RulesCommandTest {
  @TempDir Path home;

  private Ran weir(String... arguments) {
    return Ran.weir(home, Map.of(), arguments);
  }

  /** Five days of noise, a sample per minute; one is far off, some are missing. */
  private Path series() throws Exception {
    var random = new Random(1);
    var text = new StringBuilder("timestamp,value\n");
    LocalDateTime time = LocalDateTime.of(2026, 1, 5, 0, 0);
    for (int i = 0; i < 7_200; i++) {
      String value =
          i % 1_000 == 7 ? "" : String.valueOf(i == 6_000 ? 500 : 100 + random.nextGaussian());
      text.append(time.plusMinutes(i).toString().replace('T', ' ')).append(',').append(value);
      text.append('\n');
    }
    return Files.writeString(home.resolve("series.csv"), text);
  }

  @Test
  void aBacktestPrintsWhatWouldHaveBeenRaised() throws Exception {
    Path scores = home.resolve("scores.csv");
    Ran ran =
        weir(
            "rules",
            "backtest",
            "anomaly-default",
            "--csv",
            series().toString(),
            "--scores",
            scores.toString(),
            "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode line = ran.json();
    assertThat(line.get("rule").asString()).isEqualTo("anomaly-default");
    assertThat(line.get("samples").asInt()).isEqualTo(7_200);
    assertThat(line.get("alerts").size()).as("alerts: %s", line).isEqualTo(1);
    JsonNode alert = line.get("alerts").get(0);
    assertThat(alert.get("pending_at").asString()).isEqualTo("2026-01-09T04:00:00Z");
    assertThat(alert.get("fired_at").asString()).isEqualTo("2026-01-09T04:00:00Z");
    assertThat(alert.get("resolved_at").asString()).startsWith("2026-01-09T04:");
    assertThat(alert.get("value").asDouble()).isEqualTo(500);
    assertThat(alert.get("baseline").asDouble()).isBetween(95.0, 105.0);
    assertThat(alert.get("score").asDouble()).isBetween(0.5, 1.0);

    List<String> lines = Files.readAllLines(scores);
    assertThat(lines).hasSize(7_201).startsWith("timestamp,value,score");
    assertThat(lines.get(8)).as("a missing sample").isEqualTo("2026-01-05 00:07,,0.0");
    assertThat(
            lines.stream().skip(1).filter(l -> Double.parseDouble(l.split(",")[2]) >= 0.5).toList())
        .singleElement()
        .asString()
        .startsWith("2026-01-09 04:00,500");
  }

  @Test
  void aRuleFileIsBacktestedToo() throws Exception {
    Path rules = home.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        rules:
          - name: high
            severity: critical
            threshold: {above: 400}
          - name: low
            threshold: {below: 0}
        """);

    Ran several = weir("rules", "backtest", rules.toString(), "--csv", series().toString());
    assertThat(several.code()).isEqualTo(ExitCode.USAGE);
    assertThat(several.err()).contains("--rule", "high, low");

    Ran one =
        weir("rules", "backtest", rules.toString(), "--rule", "high", "--csv", series().toString());
    assertThat(one.code()).as(one.err()).isZero();
    assertThat(one.out())
        .contains("high over 7,200 samples: 1 alert", "critical", "the value is 500, above 400");
  }

  @Test
  void whatCannotBeReadIsSaidWithItsPlace() throws Exception {
    Path csv = home.resolve("bad.csv");
    Files.writeString(csv, "timestamp,value\n2026-01-05 00:00:00,1\n2026-01-05 00:01:00,many\n");
    Ran ran = weir("rules", "backtest", "anomaly-default", "--csv", csv.toString());
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("bad.csv:3:21: \"many\" is no number.");

    Files.writeString(csv, "time,value\n");
    assertThat(weir("rules", "backtest", "anomaly-default", "--csv", csv.toString()).err())
        .contains("bad.csv:1:1: There is no column \"timestamp\".");

    Ran unknown = weir("rules", "backtest", "anomaly", "--csv", series().toString());
    assertThat(unknown.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("There is no rule anomaly", "anomaly-default");
  }

  @Test
  void filesAreChecked() throws Exception {
    Path good = home.resolve("good.yaml");
    Files.writeString(good, "rules:\n  - name: a\n    anomaly: {}\n");
    Path bad = home.resolve("bad.yaml");
    Files.writeString(bad, "rules:\n  - name: a\n    anomaly: {sensitivity: high}\n");

    Ran sound = weir("rules", "check", good.toString());
    assertThat(sound.code()).as(sound.err()).isZero();
    assertThat(sound.out()).contains("1 rule, sound");

    Ran unsound = weir("rules", "check", good.toString(), bad.toString(), "--json");
    assertThat(unsound.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unsound.err()).contains("bad.yaml:3:28: \"sensitivity\" takes a number");
    assertThat(unsound.jsonLines()).hasSize(2);
    assertThat(unsound.jsonLines().get(1).get("problems").get(0).get("line").asInt()).isEqualTo(3);
  }

  @Test
  void testsOfRulesAreRun() throws Exception {
    Files.writeString(
        home.resolve("rules.yaml"), "rules:\n  - name: high\n    threshold: {above: 10}\n");
    Path tests = home.resolve("tests.yaml");
    String text =
        """
        rules: rules.yaml
        tests:
          - name: fires at once
            rule: high
            values: 5x5 20
            alerts: %d
        """;
    Files.writeString(tests, text.formatted(1));
    Ran passed = weir("rules", "test", tests.toString());
    assertThat(passed.code()).as(passed.err()).isZero();
    assertThat(passed.out()).contains("passed  fires at once");

    Files.writeString(tests, text.formatted(3));
    Ran failed = weir("rules", "test", tests.toString(), "--json");
    assertThat(failed.code()).as(failed.err()).isEqualTo(ExitCode.FINDING);
    assertThat(failed.json().get("tests").get(0).get("failures").get(0).asString())
        .isEqualTo("it raises 1 alert, not 3");

    Files.writeString(tests, "rules: nowhere.yaml\n");
    Ran unread = weir("rules", "test", tests.toString());
    assertThat(unread.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unread.err()).contains("nowhere.yaml: There is no such file.");
  }

  @Test
  void rulesOfPrometheusAreBroughtAlongAndWhatDoesNotFitIsNamed() throws Exception {
    Path theirs =
        Files.writeString(
            home.resolve("theirs.yml"),
            """
            groups:
              - name: kafka
                rules:
                  - alert: Behind
                    expr: kafka_consumergroup_lag_sum{topic="orders"} > 1000
                    for: 5m
                  - alert: Load
                    expr: node_load1 > 5
            """);
    Ran ran = weir("rules", "import", theirs.toString());
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("theirs.yml:7:16: Load was left out: there is no metric");
    Path ours = Files.writeString(home.resolve("ours.yaml"), ran.out());
    Ran checked = weir("rules", "check", ours.toString());
    assertThat(checked.code()).as(checked.err()).isZero();
    assertThat(checked.out()).contains("1 rule, sound");
  }

  @Test
  void aRuleOnRulesIsCheckedWithTheOthersAndNotRunOnOneSeries() throws Exception {
    Path one =
        Files.writeString(
            home.resolve("one.yaml"),
            "rules:\n  - name: both\n    composite: lag-older-than-sla and mine\n");
    Path other =
        Files.writeString(
            home.resolve("other.yaml"), "rules:\n  - name: mine\n    threshold: {above: 1}\n");
    Ran alone = weir("rules", "check", one.toString());
    assertThat(alone.code()).isEqualTo(2);
    assertThat(alone.err()).contains("one.yaml:3:16: There is no rule mine.");
    assertThat(weir("rules", "check", one.toString(), other.toString()).code()).isZero();
    Ran run = weir("rules", "backtest", one.toString(), "--csv", series().toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("both watches other rules, not one series");
  }
}
