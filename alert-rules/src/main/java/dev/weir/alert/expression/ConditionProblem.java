package dev.weir.alert.expression;

/**
 * Why a text is no condition.
 *
 * @param line from 1
 * @param column from 1
 * @param message what is wrong there, as a sentence
 * @param hint what to write instead; empty where nothing better than the message can be said
 */
public record ConditionProblem(int line, int column, String message, String hint) {
  /** All of it in one line. */
  public String sentence() {
    return "Line "
        + line
        + ", column "
        + column
        + ": "
        + message
        + (hint.isEmpty() ? "" : " " + hint);
  }
}
