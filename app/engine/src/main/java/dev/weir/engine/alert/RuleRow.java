package dev.weir.engine.alert;

/**
 * A rule and how it fares.
 *
 * @param source the file it is in
 * @param watches the metric, "*" for all
 * @param check which kind: "threshold", "anomaly" …
 * @param series that it is run on
 * @param firing alerts of it that fire
 * @param raised alerts of it since the program began
 * @param adjusted series on which people or the rule itself have adjusted it
 * @param health how it fares
 * @param why what is wrong with it, as a sentence; empty while nothing is
 * @param microsPerSample mean time that it takes, in microseconds; NaN before its first sample
 * @param bytes that it takes on all its series, about
 */
public record RuleRow(
    String name,
    String source,
    String summary,
    String watches,
    String check,
    int series,
    int firing,
    long raised,
    int adjusted,
    Health health,
    String why,
    double microsPerSample,
    long bytes) {
  /** How a rule fares. */
  public enum Health {
    OK("ok"),

    /** Its condition cannot be evaluated. */
    ERROR("error"),

    /** It takes more of a core than a rule may: samples are left out. */
    SLOW("slow"),

    /** There are more series than it may watch. */
    LIMITED("limited");

    private final String label;

    Health(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }
}
