package dev.weir.engine.chart;

/** What a line means, so that it has the same colour everywhere. */
public enum SeriesRole {
  IN,
  OUT,
  P50,
  P95,
  P99,
  /** One group alone; coloured by its severity. */
  GROUP_OK,
  GROUP_WARNING,
  GROUP_CRITICAL,
  /** One of several groups; each has a colour of its own, the same in all charts. */
  GROUP_1,
  GROUP_2,
  GROUP_3,
  GROUP_4,
  GROUP_5,
  GROUP_6,
  /** A limit beyond which it is a warning. */
  LIMIT_WARNING,
  /** A limit beyond which it is critical. */
  LIMIT_CRITICAL,
  /** What was expected. */
  EXPECTED,
  ERRORS,
  DEAD_LETTERS
}
