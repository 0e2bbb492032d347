package dev.weir.engine.window;

/** Which time of a record counts. */
public sealed interface TimeOf {
  /** Its timestamp, by whoever stamped it. */
  record Stamp() implements TimeOf {}

  /** When it was received. */
  record Receipt() implements TimeOf {}

  /**
   * A field of it: a number of seconds, milliseconds, microseconds or nanoseconds since the epoch,
   * told apart by its size, or text in ISO-8601 with a zone.
   */
  record Field(FieldPath path) implements TimeOf {}
}
