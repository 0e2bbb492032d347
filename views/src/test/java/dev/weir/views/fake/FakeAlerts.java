package dev.weir.views.fake;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.life.Severity;
import dev.weir.engine.alert.Adjustment;
import dev.weir.engine.alert.AlertDesk;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.HistoryLine;
import dev.weir.engine.alert.RuleRow;
import dev.weir.engine.alert.Silence;
import dev.weir.engine.notify.Delivery;
import dev.weir.engine.publish.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Alerts without an engine. */
public final class FakeAlerts implements AlertDesk {
  private static final long T0 = 1_790_000_000_000L;

  private final Slot<AlertTable> table = new Slot<>(AlertTable.EMPTY);

  /** What was asked for, in words. */
  public final List<String> asked = new ArrayList<>();

  private List<Silence> silences = List.of();
  private List<Adjustment> adjustments = List.of();
  private String acknowledgedBy = "";

  FakeAlerts() {
    publish();
  }

  private void publish() {
    var stopped =
        row(
            3,
            "group-stopped",
            new Series("group_stopped", Map.of("connection", "orders-prod", "group", "billing")),
            Severity.CRITICAL,
            AlertRow.State.FIRING,
            "Nobody reads for billing any more, and records wait.",
            "The value is 1, above 0.8.",
            "billing stopped on orders 2 min ago: 228 k records wait.",
            0);
    var lag =
        row(
            2,
            "lag-older-than-sla",
            new Series(
                "lag_ms",
                Map.of("connection", "orders-prod", "group", "billing", "stream", "orders")),
            Severity.WARNING,
            AlertRow.State.PENDING,
            "billing reads records of orders that have waited too long.",
            "The value is 410,000, above 300,000.",
            "",
            0);
    var over =
        row(
            1,
            "dead-letters-growing",
            new Series(
                "dead_letters", Map.of("connection", "orders-prod", "stream", "payments-dlt")),
            Severity.WARNING,
            AlertRow.State.RESOLVED,
            "payments-dlt has received dead letters.",
            "Delta over 10 min is 3, above 0.",
            "",
            T0 - 60_000);
    table.publish(
        new AlertTable(
            List.of(stopped, lag),
            List.of(over),
            silences,
            adjustments,
            List.of(
                new RuleRow(
                    "group-stopped",
                    "default-pack.yaml",
                    "",
                    "group_stopped",
                    "threshold",
                    41,
                    1,
                    2,
                    adjustments.size(),
                    RuleRow.Health.OK,
                    "",
                    0.4,
                    5_412),
                new RuleRow(
                    "mine",
                    "mine.yaml",
                    "",
                    "lag",
                    "anomaly",
                    2,
                    0,
                    0,
                    0,
                    RuleRow.Health.ERROR,
                    "lag: there is no label region.",
                    1.2,
                    16_000)),
            List.of("on-call · webhook (slack)"),
            List.of(
                new Delivery(
                    T0,
                    "on-call",
                    "CRITICAL: Nobody reads for billing any more, and records wait.",
                    1,
                    Delivery.Outcome.DELIVERED,
                    "")),
            List.of(),
            true),
        T0);
  }

  private AlertRow row(
      long id,
      String rule,
      Series series,
      Severity severity,
      AlertRow.State state,
      String summary,
      String reason,
      String evidence,
      long ended) {
    return new AlertRow(
        id,
        rule,
        series,
        severity,
        state,
        series.labels(),
        summary,
        reason,
        evidence,
        List.of(),
        "",
        T0 - 120_000,
        T0 - 110_000,
        ended,
        ended > 0 ? "Good again." : "",
        1,
        0.8,
        0.7,
        false,
        id == 3 ? acknowledgedBy : "",
        0,
        "",
        AlertRow.Told.FIRING,
        T0 - 110_000);
  }

  @Override
  public Slot<AlertTable> table() {
    return table;
  }

  @Override
  public void acknowledge(long alert, String by) {
    asked.add("acknowledge " + alert + " by " + by);
    acknowledgedBy = by;
    publish();
  }

  @Override
  public void release(long alert) {
    asked.add("release " + alert);
    acknowledgedBy = "";
    publish();
  }

  @Override
  public void noProblem(long alert, String by) {
    asked.add("no problem " + alert + " by " + by);
    adjustments =
        List.of(
            new Adjustment(
                1,
                "dead-letters-growing",
                new Series(
                    "dead_letters", Map.of("connection", "orders-prod", "stream", "payments-dlt")),
                alert,
                T0,
                Adjustment.Kind.TOLERANCE,
                by,
                1,
                4.4,
                by + " says it is no problem: warnings need 4.4 times the limit here, 1 before.",
                0,
                ""));
    publish();
  }

  @Override
  public void undo(long adjustment, String by) {
    asked.add("undo " + adjustment + " by " + by);
    adjustments = List.of();
    publish();
  }

  @Override
  public CompletableFuture<List<HistoryLine>> history(long alert) {
    return CompletableFuture.completedFuture(
        List.of(
            new HistoryLine(T0 - 120_000, "pending", "The value is 1, above 0.8."),
            new HistoryLine(T0 - 110_000, "fires", "The value is 1, above 0.8.")));
  }

  @Override
  public void silence(Map<String, String> where, Duration time, String by, String comment) {
    asked.add("silence " + new java.util.TreeMap<>(where) + " for " + time);
    silences = List.of(new Silence(1, where, T0, T0 + time.toMillis(), by, comment));
    publish();
  }

  @Override
  public void endSilence(long silence) {
    asked.add("end silence " + silence);
    silences = List.of();
    publish();
  }

  @Override
  public void test(String channel) {
    asked.add("test " + channel);
  }

  @Override
  public String rulesFolder() {
    return "rules";
  }

  @Override
  public String channelsFile() {
    return "notifications.yaml";
  }
}
