package dev.weir.engine.deadletter.desk;

import dev.weir.engine.deadletter.Original;
import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.decode.Decoded;
import dev.weir.stream.StreamRecord;
import java.util.List;
import java.util.Optional;

/**
 * One dead letter decoded for reading.
 *
 * @param value of the record it was, where the dead letter has none of its own
 * @param valueIsOriginal whether {@code value} is that record's
 * @param headers in order, duplicates kept
 */
public record OpenLetter(
    StreamRecord record,
    DeadLetter letter,
    Original original,
    Decoded value,
    boolean valueIsOriginal,
    List<NamedValue> headers) {
  public OpenLetter {
    headers = List.copyOf(headers);
  }

  /** A header with its value decoded. */
  public record NamedValue(String name, Decoded value) {}

  /**
   * What came of opening one.
   *
   * @param letter empty until it is there, and where it cannot be had
   * @param problem why it cannot be had
   */
  public record State(Optional<OpenLetter> letter, Optional<String> problem) {
    /** Not there yet. */
    public static final State OPENING = new State(Optional.empty(), Optional.empty());
  }
}
