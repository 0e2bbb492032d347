package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.life.Severity;
import dev.weir.engine.finding.Target;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Map;

/**
 * One alert, as shown and as stored. Times are epoch milliseconds, 0 where there is none.
 *
 * @param id unique, for as long as its file is
 * @param labels of the series and of its rule
 * @param summary what such an alert means
 * @param reason why it pends or fires, as a sentence
 * @param evidence what the part that measured it says, as a sentence; empty if nothing
 * @param near what else happened shortly before, deployments first, a sentence each
 * @param runbook where to read what to do; empty if nowhere
 * @param pendingAt the first sample in breach
 * @param raisedAt when it fired
 * @param endedAt when it was over
 * @param endReason why it is over; empty while it is not
 * @param value that was judged last; NaN where there is none
 * @param baseline that it was held against; NaN where there is none
 * @param score from 0 to 1
 * @param acknowledgedBy who looks after it; empty if nobody
 * @param suppressedBy why nobody is told of it; empty if they are
 * @param told what receivers believe of it
 * @param toldAt when they were told last
 */
public record AlertRow(
    long id,
    String rule,
    Series series,
    Severity severity,
    State state,
    Map<String, String> labels,
    String summary,
    String reason,
    String evidence,
    List<String> near,
    String runbook,
    long pendingAt,
    long raisedAt,
    long endedAt,
    String endReason,
    double value,
    double baseline,
    double score,
    boolean flapping,
    String acknowledgedBy,
    long acknowledgedAt,
    String suppressedBy,
    Told told,
    long toldAt) {
  /** Where it stands. */
  public enum State {
    PENDING("pending"),
    FIRING("firing"),
    RECOVERING("recovering"),

    /** It fired, and nothing more was heard. */
    NO_DATA("no data"),
    RESOLVED("resolved");

    private final String label;

    State(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** What receivers were told last. */
  public enum Told {
    NOTHING,
    FIRING,
    RESOLVED
  }

  public AlertRow {
    labels = Map.copyOf(labels);
    near = List.copyOf(near);
  }

  /** The thing it is about. */
  public Target target() {
    String connection = labels.getOrDefault("connection", "");
    String group = labels.get("group");
    String stream = labels.get("stream");
    if (connection.isEmpty()) {
      return new Target.ToStreams();
    }
    if (group != null) {
      return new Target.ToGroup(new GroupRef(connection, group));
    }
    if (series.metric().equals(MetricName.DEAD_LETTERS.id())
        || series.metric().equals(MetricName.OLDEST_DEAD_LETTER_MS.id())) {
      return new Target.ToDeadLetters();
    }
    if (stream != null) {
      return new Target.ToStream(new StreamRef(connection, stream));
    }
    return new Target.ToConnection(connection);
  }

  /** Whether people may say that it is no problem: critical ones are a matter of their rule. */
  public boolean isAdjustable() {
    return severity == Severity.WARNING && raisedAt > 0;
  }

  /** Whether it fires and nobody looks after it, nor wanted to hear nothing of it. */
  public boolean calls() {
    return fires() && acknowledgedBy.isEmpty() && suppressedBy.isEmpty();
  }

  /** Whether it fires, or fired and is not known to be over. */
  public boolean fires() {
    return state == State.FIRING || state == State.RECOVERING || state == State.NO_DATA;
  }
}
