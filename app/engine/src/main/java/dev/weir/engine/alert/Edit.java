package dev.weir.engine.alert;

import dev.weir.alert.life.Severity;
import java.util.List;

/** Changes some of a row. */
final class Edit {
  private AlertRow row;

  Edit(AlertRow row) {
    this.row = row;
  }

  AlertRow row() {
    return row;
  }

  Edit state(AlertRow.State to) {
    return with(to, row.severity(), row.reason(), row.evidence());
  }

  Edit severity(Severity to) {
    return with(row.state(), to, row.reason(), row.evidence());
  }

  Edit because(String reason, String evidence) {
    return with(row.state(), row.severity(), reason, evidence);
  }

  private Edit with(AlertRow.State state, Severity severity, String reason, String evidence) {
    AlertRow r = row;
    row =
        new AlertRow(
            r.id(),
            r.rule(),
            r.series(),
            severity,
            state,
            r.labels(),
            r.summary(),
            reason,
            evidence,
            r.near(),
            r.runbook(),
            r.pendingAt(),
            r.raisedAt(),
            r.endedAt(),
            r.endReason(),
            r.value(),
            r.baseline(),
            r.score(),
            r.flapping(),
            r.acknowledgedBy(),
            r.acknowledgedAt(),
            r.suppressedBy(),
            r.told(),
            r.toldAt());
    return this;
  }

  Edit near(List<String> near) {
    AlertRow r = row;
    row =
        new AlertRow(
            r.id(),
            r.rule(),
            r.series(),
            r.severity(),
            r.state(),
            r.labels(),
            r.summary(),
            r.reason(),
            r.evidence(),
            near,
            r.runbook(),
            r.pendingAt(),
            r.raisedAt(),
            r.endedAt(),
            r.endReason(),
            r.value(),
            r.baseline(),
            r.score(),
            r.flapping(),
            r.acknowledgedBy(),
            r.acknowledgedAt(),
            r.suppressedBy(),
            r.told(),
            r.toldAt());
    return this;
  }

  Edit raised(long at) {
    return times(at, row.endedAt(), row.endReason());
  }

  Edit ended(long at, String why) {
    return times(row.raisedAt(), at, why);
  }

  private Edit times(long raised, long ended, String why) {
    AlertRow r = row;
    row =
        new AlertRow(
            r.id(),
            r.rule(),
            r.series(),
            r.severity(),
            r.state(),
            r.labels(),
            r.summary(),
            r.reason(),
            r.evidence(),
            r.near(),
            r.runbook(),
            r.pendingAt(),
            raised,
            ended,
            why,
            r.value(),
            r.baseline(),
            r.score(),
            r.flapping(),
            r.acknowledgedBy(),
            r.acknowledgedAt(),
            r.suppressedBy(),
            r.told(),
            r.toldAt());
    return this;
  }

  Edit figures(double value, double baseline, double score) {
    return figures(value, baseline, score, row.flapping());
  }

  Edit flapping(boolean flapping) {
    return figures(row.value(), row.baseline(), row.score(), flapping);
  }

  private Edit figures(double value, double baseline, double score, boolean flapping) {
    AlertRow r = row;
    row =
        new AlertRow(
            r.id(),
            r.rule(),
            r.series(),
            r.severity(),
            r.state(),
            r.labels(),
            r.summary(),
            r.reason(),
            r.evidence(),
            r.near(),
            r.runbook(),
            r.pendingAt(),
            r.raisedAt(),
            r.endedAt(),
            r.endReason(),
            value,
            baseline,
            score,
            flapping,
            r.acknowledgedBy(),
            r.acknowledgedAt(),
            r.suppressedBy(),
            r.told(),
            r.toldAt());
    return this;
  }

  Edit acknowledged(String by, long at) {
    return overlay(by, at, row.suppressedBy(), row.told(), row.toldAt());
  }

  Edit suppressed(String by) {
    return overlay(row.acknowledgedBy(), row.acknowledgedAt(), by, row.told(), row.toldAt());
  }

  Edit told(AlertRow.Told told, long at) {
    return overlay(row.acknowledgedBy(), row.acknowledgedAt(), row.suppressedBy(), told, at);
  }

  private Edit overlay(
      String ackedBy, long ackedAt, String suppressedBy, AlertRow.Told told, long toldAt) {
    AlertRow r = row;
    row =
        new AlertRow(
            r.id(),
            r.rule(),
            r.series(),
            r.severity(),
            r.state(),
            r.labels(),
            r.summary(),
            r.reason(),
            r.evidence(),
            r.near(),
            r.runbook(),
            r.pendingAt(),
            r.raisedAt(),
            r.endedAt(),
            r.endReason(),
            r.value(),
            r.baseline(),
            r.score(),
            r.flapping(),
            ackedBy,
            ackedAt,
            suppressedBy,
            told,
            toldAt);
    return this;
  }
}
