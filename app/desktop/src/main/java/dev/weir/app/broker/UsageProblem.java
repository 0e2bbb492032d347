package dev.weir.app.broker;

/** What was asked for cannot be done as it was typed or configured: the message says the remedy. */
public final class UsageProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageProblem(String sentence) {
    super(sentence);
  }
}
