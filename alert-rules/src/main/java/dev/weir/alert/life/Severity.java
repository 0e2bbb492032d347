package dev.weir.alert.life;

/** How bad it is, mildest first. */
public enum Severity {
  WARNING,
  CRITICAL
}
