package dev.weir.engine.finding;

/** How bad something is. Shown by colour and icon and word. */
public enum Severity {
  OK,
  WARNING,
  CRITICAL,
  /** Nobody can know at the moment. */
  UNKNOWN
}
