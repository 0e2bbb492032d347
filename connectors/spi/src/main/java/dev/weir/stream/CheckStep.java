package dev.weir.stream;

import java.time.Duration;

/**
 * One step of a connection test.
 *
 * @param name "DNS", "TCP", "TLS", "Authentication", "List streams", …
 * @param detail what was found, or what failed and the remedy
 */
public record CheckStep(String name, Outcome outcome, String detail, Duration took) {
  /** How a step ended. */
  public enum Outcome {
    PASSED,
    /** Works, with something the operator should know. */
    WARNED,
    FAILED,
    /** Not tried, because an earlier step failed or it does not apply. */
    SKIPPED
  }
}
