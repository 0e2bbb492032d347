package dev.weir.engine.deadletter.dialect;

/** What a header of a dead letter tells. */
enum Part {
  /** The stream that the record was read from. */
  STREAM,
  PARTITION,
  OFFSET,
  ENTRY_ID,
  /** The record's own time. */
  TIMESTAMP,
  GROUP,
  EXCEPTION,
  /** The exception under that one. */
  CAUSE,
  MESSAGE,
  CAUSE_MESSAGE,
  TRACE,
  ATTEMPTS,
  FAILED_AT,
  /** Belongs to the dialect, and is shown as it is. */
  FACT
}
