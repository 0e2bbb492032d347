package dev.weir.alert.life;

/** What a rule says about a series at one moment. */
public enum Verdict {
  /** Too little is known to say anything. */
  WARMING,

  /** All is well. */
  CLEAR,

  /** Not bad enough to fire, not good enough to end what fires. */
  HOLD,

  WARNING,

  CRITICAL;

  /** Whether this is bad enough to fire. */
  public boolean isBreach() {
    return this == WARNING || this == CRITICAL;
  }

  /** The verdict that is a breach of {@code severity}. */
  public static Verdict of(Severity severity) {
    return switch (severity) {
      case WARNING -> WARNING;
      case CRITICAL -> CRITICAL;
    };
  }
}
