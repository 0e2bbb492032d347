package dev.weir.engine.deadletter.replay;

/**
 * One thing looked at before a plan is run.
 *
 * @param name what was looked at, in a word or two with hyphens
 * @param records how many records of the plan it is about
 * @param detail what was found, as a sentence
 * @param allowable whether a person may say that it is meant
 */
public record Check(String name, Level level, long records, String detail, boolean allowable) {
  /** What follows from it. */
  public enum Level {
    PASS("pass"),
    /** It can be run, and the operator should know. */
    WARN("warn"),
    /** It is not run. */
    BLOCK("block");

    private final String label;

    Level(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
