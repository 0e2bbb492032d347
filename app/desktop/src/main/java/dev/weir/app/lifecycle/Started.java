package dev.weir.app.lifecycle;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;

/**
 * When the program was started: by its launcher's account, where that could tell, else by the Java
 * runtime's own.
 */
public record Started(InstantSource clock) {
  /**
   * Epoch milliseconds, set by the launcher. A {@code date} without milliseconds writes letters.
   */
  private static final String LAUNCHED = "weir.launched";

  private static final long MOST_BEFORE_JAVA_MILLIS = 60_000;

  /** Time since then. */
  public Duration ago() {
    return Duration.ofMillis(
        Math.max(
            0,
            clock.millis()
                - startMillis(
                    System.getProperty(LAUNCHED, ""),
                    ManagementFactory.getRuntimeMXBean().getStartTime())));
  }

  static long startMillis(String launched, long javaMillis) {
    if (launched.matches("\\d{13}")) {
      long millis = Long.parseLong(launched);
      if (millis <= javaMillis && javaMillis - millis < MOST_BEFORE_JAVA_MILLIS) {
        return millis;
      }
    }
    return javaMillis;
  }
}
