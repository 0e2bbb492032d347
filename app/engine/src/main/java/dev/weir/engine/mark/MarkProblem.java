package dev.weir.engine.mark;

/** A deploy mark cannot be put or read; the message says why, and what to do. */
public final class MarkProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MarkProblem(String sentence) {
    super(sentence);
  }

  MarkProblem(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** What to tell a person. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
