package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;

/**
 * What a rule was adjusted by on one series, by people or by what it has learnt. Times are epoch
 * milliseconds.
 *
 * @param id unique
 * @param alert that it was about, 0 if none
 * @param by who did it; "weir" where the rule itself has
 * @param before how many times its limit was tolerated, or what was usual
 * @param after the same from then on
 * @param cause as a sentence
 * @param undoneAt when it was taken back, 0 if it was not
 * @param undoneBy who took it back; empty if nobody
 */
public record Adjustment(
    long id,
    String rule,
    Series series,
    long alert,
    long atMillis,
    Kind kind,
    String by,
    double before,
    double after,
    String cause,
    long undoneAt,
    String undoneBy) {
  /** What was adjusted. */
  public enum Kind {
    /** Somebody said that an alert was no problem: its limit is further away. */
    TOLERANCE("no problem"),

    /** What was outside for long is taken for usual. */
    ADOPTION("new level");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** Whether it still counts. */
  public boolean counts() {
    return undoneAt == 0;
  }

  Adjustment undone(String who, long nowMillis) {
    return new Adjustment(
        id, rule, series, alert, atMillis, kind, by, before, after, cause, nowMillis, who);
  }
}
