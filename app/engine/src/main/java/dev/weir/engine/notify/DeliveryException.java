package dev.weir.engine.notify;

/** A notice could not be delivered. The message is a sentence for the operator without secrets. */
public final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean worthTrying;

  /**
   * @param worthTrying whether another try may succeed: not where the receiver said that what it
   *     got is wrong
   */
  public DeliveryException(String sentence, boolean worthTrying) {
    super(sentence);
    this.worthTrying = worthTrying;
  }

  public boolean isWorthTrying() {
    return worthTrying;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
