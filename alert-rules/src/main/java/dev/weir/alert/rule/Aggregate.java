package dev.weir.alert.rule;

/** What a window of samples is made into. */
public enum Aggregate {
  LAST,
  AVG,
  MIN,
  MAX,
  SUM,
  P50,
  P90,
  P95,
  P99,

  /** Growth of a counter; one that falls has begun again at 0. */
  DELTA,

  /** Growth of a counter per second. */
  RATE
}
