package dev.weir.engine.deadletter.dialect;

import java.util.OptionalLong;

/** A number as a header has it. */
public sealed interface HeaderNumber {
  /** There is no such header. */
  HeaderNumber MISSING = new Missing();

  /** No such header, or one without a value. */
  record Missing() implements HeaderNumber {}

  /** Read as its dialect writes it, or as the only way that makes sense. */
  record Known(long value) implements HeaderNumber {}

  /**
   * Four or eight bytes that are digits as text and another number as binary. Not to be used as an
   * address until the dialect is pinned.
   */
  record Ambiguous(long asText, long asBinary) implements HeaderNumber {}

  /** Bytes that are no number in any encoding; {@code why} says what they are. */
  record Unreadable(String why) implements HeaderNumber {}

  /** The number, if there is exactly one way to read it. */
  default OptionalLong known() {
    return this instanceof Known(long value) ? OptionalLong.of(value) : OptionalLong.empty();
  }
}
