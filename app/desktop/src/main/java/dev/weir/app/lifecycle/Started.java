package dev.weir.app.lifecycle;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.InstantSource;

/** When the program was started, by the Java runtime's own account. */
public record Started(InstantSource clock) {
  /** Time since then. */
  public Duration ago() {
    long startMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    return Duration.ofMillis(Math.max(0, clock.millis() - startMillis));
  }
}
