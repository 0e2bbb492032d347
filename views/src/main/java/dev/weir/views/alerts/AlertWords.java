package dev.weir.views.alerts;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.RuleRow;
import dev.weir.engine.alert.Silence;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.finding.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Alerts in words. */
final class AlertWords {
  private AlertWords() {}

  static Severity severity(AlertRow row) {
    if (row.state() == AlertRow.State.RESOLVED) {
      return Severity.OK;
    }
    if (row.state() == AlertRow.State.NO_DATA) {
      return Severity.UNKNOWN;
    }
    return switch (row.severity()) {
      case WARNING -> Severity.WARNING;
      case CRITICAL -> Severity.CRITICAL;
    };
  }

  /** "firing", "pending", "resolved". */
  static String state(AlertRow row) {
    return row.state().label();
  }

  /** What it is about: "billing · kafka-1". */
  static String about(AlertRow row) {
    return about(row.series());
  }

  static String about(Series series) {
    List<String> parts = new ArrayList<>();
    for (String label : List.of("group", "stream", "connection")) {
      String value = series.labels().get(label);
      if (value != null) {
        parts.add(value);
      }
    }
    return parts.isEmpty() ? "all connections" : String.join(" · ", parts);
  }

  /** What is done about it: "acknowledged by ada", "silenced", "told". */
  static String care(AlertRow row) {
    if (!row.suppressedBy().isEmpty()) {
      return lowerFirst(row.suppressedBy());
    }
    if (!row.acknowledgedBy().isEmpty()) {
      return "acknowledged by " + row.acknowledgedBy();
    }
    return row.flapping() ? "comes and goes" : "";
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  static Duration lasted(AlertRow row, long nowMillis) {
    long end = row.endedAt() > 0 ? row.endedAt() : nowMillis;
    return Duration.ofMillis(Math.max(0, end - row.pendingAt()));
  }

  /** "2 firing, 1 critical · 1 pending". */
  static String summary(AlertTable table) {
    long firing = table.active().stream().filter(AlertRow::fires).count();
    long critical =
        table.active().stream()
            .filter(AlertRow::fires)
            .filter(row -> severity(row) == Severity.CRITICAL)
            .count();
    long pending = table.active().size() - firing;
    List<String> parts = new ArrayList<>();
    parts.add(
        firing == 0
            ? "nothing fires"
            : firing + " firing" + (critical > 0 ? ", " + critical + " critical" : ""));
    if (pending > 0) {
      parts.add(pending + " pending");
    }
    if (!table.leads()) {
      parts.add("another Weir tells of them");
    }
    return String.join(" · ", parts);
  }

  static Severity severity(RuleRow row) {
    return switch (row.health()) {
      case OK -> row.series() == 0 ? Severity.UNKNOWN : Severity.OK;
      case SLOW, LIMITED -> Severity.WARNING;
      case ERROR -> Severity.CRITICAL;
    };
  }

  static String health(RuleRow row) {
    return row.health() == RuleRow.Health.OK && row.series() == 0
        ? "nothing to watch"
        : row.health().label();
  }

  static String matchers(Silence silence) {
    return new TreeMap<>(silence.where())
        .entrySet().stream()
            .map(label -> label.getKey() + " = " + label.getValue())
            .collect(Collectors.joining(", "));
  }

  /** Where a button leads: "Open group billing". */
  static String where(Target target) {
    return switch (target) {
      case Target.ToGroup(var group) -> "Open group " + group.name();
      case Target.ToStream(var stream) -> "Open stream " + stream.name();
      case Target.ToTail(var stream) -> "Tail " + stream.name();
      case Target.ToDeadLetters _ -> "Open dead letters";
      case Target.ToReplayPlan _, Target.ToPendingPlan _ -> "Plan a replay";
      case Target.ToSavedPlan _ -> "Open the plan";
      case Target.ToRuleFile _ -> "Open the rules";
      case Target.ToConnection(String connection) -> "Open connection " + connection;
      case Target.ToStreams _, Target.ToTroubledStreams _ -> "Open streams";
      case Target.ToGroups _, Target.ToTroubledGroups _ -> "Open groups";
      case Target.ToAlerts _, Target.Nowhere _ -> "Open";
    };
  }
}
