package dev.weir.engine.chart;

/** What a line means, so that it has the same colour everywhere. */
public enum SeriesRole {
  IN,
  OUT,
  P50,
  P95,
  P99,
  /** One of several groups; coloured by its severity. */
  GROUP_OK,
  GROUP_WARNING,
  GROUP_CRITICAL,
  ERRORS,
  DEAD_LETTERS
}
