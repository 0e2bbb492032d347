package dev.weir.engine.alert;

import dev.weir.alert.life.Severity;
import java.util.List;

/** Changes some of a row. */
final class Edit {
  private final AlertRow before;
  private Severity severity;
  private AlertRow.State state;
  private String reason;
  private String evidence;
  private List<String> near;
  private long raisedAt;
  private long endedAt;
  private String endReason;
  private double value;
  private double baseline;
  private double score;
  private boolean flapping;
  private String acknowledgedBy;
  private long acknowledgedAt;
  private String suppressedBy;
  private AlertRow.Told told;
  private long toldAt;

  Edit(AlertRow row) {
    before = row;
    severity = row.severity();
    state = row.state();
    reason = row.reason();
    evidence = row.evidence();
    near = row.near();
    raisedAt = row.raisedAt();
    endedAt = row.endedAt();
    endReason = row.endReason();
    value = row.value();
    baseline = row.baseline();
    score = row.score();
    flapping = row.flapping();
    acknowledgedBy = row.acknowledgedBy();
    acknowledgedAt = row.acknowledgedAt();
    suppressedBy = row.suppressedBy();
    told = row.told();
    toldAt = row.toldAt();
  }

  AlertRow row() {
    return new AlertRow(
        before.id(),
        before.rule(),
        before.series(),
        severity,
        state,
        before.labels(),
        before.summary(),
        reason,
        evidence,
        near,
        before.runbook(),
        before.pendingAt(),
        raisedAt,
        endedAt,
        endReason,
        value,
        baseline,
        score,
        flapping,
        acknowledgedBy,
        acknowledgedAt,
        suppressedBy,
        told,
        toldAt);
  }

  Edit state(AlertRow.State to) {
    state = to;
    return this;
  }

  Edit severity(Severity to) {
    severity = to;
    return this;
  }

  Edit because(String why, String measured) {
    reason = why;
    evidence = measured;
    return this;
  }

  Edit near(List<String> sentences) {
    near = sentences;
    return this;
  }

  Edit raised(long at) {
    raisedAt = at;
    return this;
  }

  Edit ended(long at, String why) {
    endedAt = at;
    endReason = why;
    return this;
  }

  Edit figures(double judged, double heldAgainst, double scored) {
    value = judged;
    baseline = heldAgainst;
    score = scored;
    return this;
  }

  Edit flapping(boolean is) {
    flapping = is;
    return this;
  }

  Edit acknowledged(String by, long at) {
    acknowledgedBy = by;
    acknowledgedAt = at;
    return this;
  }

  Edit suppressed(String by) {
    suppressedBy = by;
    return this;
  }

  Edit told(AlertRow.Told what, long at) {
    told = what;
    toldAt = at;
    return this;
  }
}
