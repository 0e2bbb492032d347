package dev.weir.engine.notify;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What somebody is told of one alert.
 *
 * @param alert by number, the same for all that is told of it
 * @param key the same for every alert of this rule on this series, for receivers that match starts
 *     with ends
 * @param group notices of one group that are due together are told as one message
 * @param rule by name
 * @param severity "warning" or "critical"
 * @param connection that it is about; empty if it is about all
 * @param labels of the series and of the rule
 * @param summary what such an alert means
 * @param reason why it fired, as a sentence
 * @param evidence what else is known of it, as a sentence; empty if nothing
 * @param near what else happened shortly before, a sentence each
 * @param value that was judged, as text
 * @param runbook where to read what to do; empty if nowhere
 * @param startedAt epoch milliseconds of the first sample in breach
 * @param at epoch milliseconds of what is told
 */
public record Notice(
    long alert,
    String key,
    String group,
    Kind kind,
    String rule,
    String severity,
    String connection,
    Map<String, String> labels,
    String summary,
    String reason,
    String evidence,
    List<String> near,
    String value,
    String runbook,
    long startedAt,
    long at) {
  /** What is told. */
  public enum Kind {
    FIRING,

    /** It fires still. */
    REMINDER,
    RESOLVED,

    /** Somebody asked whether a channel works. */
    TEST;

    /** Whether receivers should believe that it fires now. */
    public boolean isFiring() {
      return this != RESOLVED;
    }
  }

  public Notice {
    labels = Map.copyOf(labels);
    // A letter that an earlier version of Weir left on the disk has none.
    near = List.copyOf(Objects.requireNonNullElse(near, List.of()));
  }

  public boolean isCritical() {
    return severity.equals("critical");
  }

  /** "CRITICAL group-stopped: …", in one line. */
  public String headline() {
    String head =
        switch (kind) {
          case FIRING -> isCritical() ? "CRITICAL" : "Warning";
          case REMINDER -> isCritical() ? "Still CRITICAL" : "Still a warning";
          case RESOLVED -> "Resolved";
          case TEST -> "Test";
        };
    return head + ": " + summary;
  }
}
