package dev.weir.engine.deadletter;

import dev.weir.stream.StreamRecord;

/** The record that a dead letter was made of. */
public sealed interface Original {
  /**
   * It is still there.
   *
   * @param warning why it may be another record of the same place; empty where nothing says so
   */
  record Found(StreamRecord record, String warning) implements Original {}

  /** It cannot be had; {@code why} is a sentence for the operator. */
  record Lost(String why) implements Original {}

  /** The dead letter does not tell where it came from; {@code why} says what is missing. */
  record Unaddressed(String why) implements Original {}
}
