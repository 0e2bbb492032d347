package dev.weir.engine.lag;

import dev.weir.alert.lag.LagStatus;
import dev.weir.engine.Severity;
import java.time.Duration;

/** From how far behind a group is a warning, and critical. */
public record LagLimits(Duration warning, Duration critical) {

  /** How bad {@code status} is for a group this far behind. */
  public Severity severity(LagStatus status, LagTime time) {
    Severity byTime = byTime(time);
    return switch (status) {
      case CAUGHT_UP -> Severity.OK;
      case BEHIND, FALLING_BEHIND -> byTime;
      case REWOUND, STALLED, STOPPED ->
          byTime == Severity.CRITICAL ? Severity.CRITICAL : Severity.WARNING;
      case DATA_LOST -> Severity.CRITICAL;
      // Too little is known of its course, but this much may be.
      case UNKNOWN -> byTime == Severity.OK ? Severity.UNKNOWN : byTime;
    };
  }

  private Severity byTime(LagTime time) {
    return switch (time) {
      case LagTime.Known(long millis, _) ->
          millis > critical.toMillis()
              ? Severity.CRITICAL
              : millis > warning.toMillis() ? Severity.WARNING : Severity.OK;
      case LagTime.Unknown _ -> Severity.OK;
    };
  }
}
