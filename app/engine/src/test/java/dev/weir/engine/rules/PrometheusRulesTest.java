package dev.weir.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusRulesTest {
  private static final List<String> METRICS = List.of("lag", "lag_ms", "records_per_s", "lost");

  @Test
  void whatMeansTheSameIsTakenAndTheRestIsRefusedByName() {
    PrometheusRules read =
        PrometheusRules.read(
            "kafka.rules.yml",
            """
            groups:
              - name: kafka
                interval: 30s
                rules:
                  - alert: LagHigh
                    expr: kafka_consumergroup_lag_sum{topic="orders", consumergroup!~"batch-.*"} > 1e4
                    for: 5m
                    keep_firing_for: 10m
                    labels: {severity: critical, team: shop}
                    annotations:
                      summary: "{{ $labels.consumergroup }} is behind on {{ $labels.topic }}"
                      runbook_url: https://example.org/lag
                  - alert: LagHigh
                    expr: avg_over_time(lag[10m]) >= 100
                  - alert: Quiet
                    expr: |
                      records_per_s{stream="orders"}
                        <= 5
                  - alert: Lost
                    expr: increase(lost[10m]) > 0
                    labels: {severity: page}
                  - record: job:lag:sum
                    expr: sum(lag)
                  - alert: Total
                    expr: sum by (group) (lag) > 10
                  - alert: Cpu
                    expr: node_load1 > 5
                  - alert: Both
                    expr: lag > 5 and lag_ms > 10
                  - alert: Up
                    expr: lag == 0
                  - alert: Ratio
                    expr: lag / lag_ms > 10
            """,
            METRICS);

    assertThat(read.taken()).containsExactly("LagHigh", "LagHigh-2", "Quiet", "Lost");
    assertThat(read.refused().stream().map(RuleProblem::sentence))
        .containsExactly(
            "kafka.rules.yml:22:17: job:lag:sum was left out: it records a series.",
            "kafka.rules.yml:24:16: Total was left out: \"sum by (group) (lag)\" is not one"
                + " metric.",
            "kafka.rules.yml:26:16: Cpu was left out: there is no metric node_load1 here.",
            "kafka.rules.yml:28:16: Both was left out: \"lag > 5 and lag_ms\" is not one metric.",
            "kafka.rules.yml:30:16: Up was left out: a limit has two sides, == has none.",
            "kafka.rules.yml:32:16: Ratio was left out: \"lag / lag_ms\" is not one metric.");
    RuleBook book = RuleBook.of("imported.yaml", read.yaml());
    assertThat(book.problems()).isEmpty();
    Rule lag = book.rule("LagHigh").orElseThrow();
    assertThat(lag.metric()).isEqualTo("lag");
    assertThat(lag.summary()).isEqualTo("${group} is behind on ${stream}");
    assertThat(lag.runbook()).contains("https://example.org/lag");
    assertThat(lag.labels()).containsExactly(Map.entry("team", "shop"));
    assertThat(lag.life().hold()).isEqualTo(Duration.ofMinutes(5));
    assertThat(lag.life().keepFiring()).isEqualTo(Duration.ofMinutes(10));
    assertThat(lag.watches("lag", Map.of("stream", "orders", "group", "billing"))).isTrue();
    assertThat(lag.watches("lag", Map.of("stream", "orders", "group", "batch-7"))).isFalse();
    assertThat(lag.watches("lag", Map.of("stream", "audit", "group", "billing"))).isFalse();
    assertThat(book.rule("LagHigh-2").orElseThrow().check())
        .isInstanceOfSatisfying(
            Check.Threshold.class,
            threshold -> {
              assertThat(threshold.over()).isEqualTo(Duration.ofMinutes(10));
              assertThat(threshold.limits().judge(100).isBreach()).as(">= 100").isTrue();
              assertThat(threshold.limits().judge(99.999).isBreach()).isFalse();
            });
  }

  @Test
  void whatIsNoRuleFileIsToldSo() {
    assertThat(PrometheusRules.read("x", "groups: [", METRICS).refused()).hasSize(1);
    assertThat(PrometheusRules.read("x", "rules: []", METRICS).taken()).isEmpty();
  }
}
