package dev.weir.alert.anomaly;

/** One way of looking at a series. */
public enum AnomalyTerm {
  /** How far the value is from every value seen, in full ranges. */
  LEVEL("the value is far from all it has been", 0.0175, 2),

  /** How far the last three values' distance from the hour's usual is from all such, in spreads. */
  SEASON("it is unusual for this hour of the day", 0.09, 4),

  /** How far the change over three rows is from all such changes, in spreads. */
  CHANGE("it has not changed like this before", 0.21, 2),

  /** How far the mean of six rows is from all but a few such means, in spreads. */
  SHORT_MEAN("the last values together are unusual", 0.072, 2),

  /** Robust distance from the long-run centre, in scales. */
  DEVIATION("it is far from its long-run centre", 8, 3);

  private final String sentence;
  private final double reference;
  private final int halves;

  AnomalyTerm(String sentence, double reference, int halves) {
    this.sentence = sentence;
    this.reference = reference;
    this.halves = halves;
  }

  /** What a high contribution of this term says, to follow "because". */
  public String sentence() {
    return sentence;
  }

  /** The term's measure at which it says neither odd nor usual. */
  double reference() {
    return reference;
  }

  double weight() {
    return halves / 2.0;
  }

  /** {@code ratio} to the power of the term's weight. */
  double weigh(double ratio) {
    double power = halves % 2 == 0 ? 1 : Math.sqrt(ratio);
    for (int i = 0; i < halves / 2; i++) {
      power *= ratio;
    }
    return power;
  }
}
