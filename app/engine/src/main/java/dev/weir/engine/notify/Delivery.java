package dev.weir.engine.notify;

/**
 * How sending went.
 *
 * @param atMillis epoch milliseconds
 * @param headline of what was sent
 * @param alerts how many were told of together
 * @param outcome what came of it
 * @param why a sentence where it did not arrive; empty otherwise
 */
public record Delivery(
    long atMillis, String channel, String headline, int alerts, Outcome outcome, String why) {
  /** What came of sending. */
  public enum Outcome {
    DELIVERED("delivered"),

    /** It will be tried again. */
    RETRYING("trying again"),

    /** It was given up. */
    FAILED("given up"),

    /** Over before anybody had to be told. */
    SPARED("spared");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
