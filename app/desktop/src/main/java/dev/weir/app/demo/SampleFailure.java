package dev.weir.app.demo;

/** Why there are no sample streams, and the remedy, as a sentence. */
public final class SampleFailure extends Exception {
  private static final long serialVersionUID = 1L;

  SampleFailure(String sentence) {
    super(sentence);
  }

  SampleFailure(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
