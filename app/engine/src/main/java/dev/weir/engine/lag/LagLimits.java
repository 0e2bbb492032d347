package dev.weir.engine.lag;

import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.finding.Severity;
import java.time.Duration;

/** From how far behind a group is a warning, and critical. */
public record LagLimits(Duration warning, Duration critical) {

  /** How bad {@code status} is for a group this far behind. */
  public Severity severity(LagStatus status, LagTime time) {
    Severity byTime = byTime(time);
    return switch (status) {
      case CAUGHT_UP -> Severity.OK;
      case BEHIND -> byTime;
      // It will cross the limit if it goes on: say so when a third of the way is gone.
      case FALLING_BEHIND ->
          byTime == Severity.OK && isBeyond(warning.dividedBy(3), time) ? Severity.WARNING : byTime;
      case REWOUND, BLOCKED, STALLED, STOPPED ->
          byTime == Severity.CRITICAL ? Severity.CRITICAL : Severity.WARNING;
      case DATA_LOST -> Severity.CRITICAL;
      // Too little is known of its course, but this much may be.
      case UNKNOWN -> byTime == Severity.OK ? Severity.UNKNOWN : byTime;
    };
  }

  private Severity byTime(LagTime time) {
    if (isBeyond(critical, time)) {
      return Severity.CRITICAL;
    }
    return isBeyond(warning, time) ? Severity.WARNING : Severity.OK;
  }

  private static boolean isBeyond(Duration limit, LagTime time) {
    return time instanceof LagTime.Known(long millis, _) && millis > limit.toMillis();
  }
}
