package dev.weir.alert.lag;

/** Where a lag is heading, beyond what the rhythm of commits makes it swing. */
public enum LagTrend {
  DRAINING,
  STEADY,
  GROWING,
  UNKNOWN
}
