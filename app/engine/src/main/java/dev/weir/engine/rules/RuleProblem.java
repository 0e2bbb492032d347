package dev.weir.engine.rules;

/**
 * What is wrong in a file.
 *
 * @param line from 1; 0 where it is the file as a whole
 * @param column from 1; 0 where it is the line as a whole
 * @param message what is wrong, as a sentence
 * @param remedy what to write instead, as a sentence; empty where the message says it all
 */
public record RuleProblem(String source, int line, int column, String message, String remedy) {
  /** All of it in one line, place first. */
  public String sentence() {
    return source
        + (line > 0 ? ":" + line : "")
        + (column > 0 ? ":" + column : "")
        + ": "
        + message
        + (remedy.isEmpty() ? "" : " " + remedy);
  }
}
