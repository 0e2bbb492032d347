package dev.weir.engine.history;

import java.time.Duration;

/** How long a stored slice is. */
public enum Resolution {
  SECOND(Duration.ofSeconds(1)),
  MINUTE(Duration.ofMinutes(1)),
  HOUR(Duration.ofHours(1));

  private final Duration length;

  Resolution(Duration length) {
    this.length = length;
  }

  public Duration length() {
    return length;
  }
}
