package dev.weir.engine.publish;

import java.time.Duration;
import java.util.Optional;

/**
 * Who is at the window. It decides how often pictures are made, and how often brokers are asked.
 */
public enum Attendance {
  /** Somebody looks. */
  PRESENT(1),

  /**
   * Nobody has touched it for a while, but it may be looked at from afar: charts are drawn, and
   * brokers asked, every few seconds. Records are read along, and alerts judged, as ever.
   */
  RESTING(5),

  /** Nobody has touched it for longer still: as at rest, but charts are drawn twice a minute. */
  ASLEEP(30),

  /**
   * It cannot be seen: no chart is drawn, and brokers are asked less often unless somebody is told.
   */
  ABSENT(0);

  private final Optional<Duration> drawnEvery;

  Attendance(int seconds) {
    drawnEvery = Optional.of(Duration.ofSeconds(seconds)).filter(Duration::isPositive);
  }

  /** How far apart two pictures of a chart are, in whole seconds; empty where none is drawn. */
  public Optional<Duration> drawnEvery() {
    return drawnEvery;
  }

  /** Whether somebody may look from afar, but nobody is at it. */
  public boolean rests() {
    return this == RESTING || this == ASLEEP;
  }
}
