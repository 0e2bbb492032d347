package dev.weir.engine.secret;

/** A secret that is not where its reference says. Both sentences are for the user. */
public final class MissingSecretException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String remedy;

  MissingSecretException(String what, String remedy) {
    super(what);
    this.remedy = remedy;
  }

  /** What is missing. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** What the user can do about it. */
  public String remedy() {
    return remedy;
  }
}
