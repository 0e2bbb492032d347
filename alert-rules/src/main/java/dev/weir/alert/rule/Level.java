package dev.weir.alert.rule;

/** How a rule stands on what a composite rule is about, mild to severe. */
public enum Level {
  OK,

  /** Nothing is heard of what it watches. */
  NO_DATA,
  WARNING,
  CRITICAL;

  public boolean isFiring() {
    return this == WARNING || this == CRITICAL;
  }
}
