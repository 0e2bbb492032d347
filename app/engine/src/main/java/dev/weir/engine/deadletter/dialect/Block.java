package dev.weir.engine.deadletter.dialect;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Headers of one failure, on the way to a {@link Hop}. Confined to one thread. */
final class Block {
  private static final int MOST_FACT_CHARS = 512;

  private final Dialect dialect;
  private final int firstIndex;
  private final boolean pinned;
  private final Map<Part, Value> values = new EnumMap<>(Part.class);
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Value(byte[] bytes, Encoding encoding) {}

  /**
   * @param firstIndex place of its first header among the record's
   * @param pinned whether the user said that this is the dialect
   */
  Block(Dialect dialect, int firstIndex, boolean pinned) {
    this.dialect = dialect;
    this.firstIndex = firstIndex;
    this.pinned = pinned;
  }

  Dialect dialect() {
    return dialect;
  }

  int firstIndex() {
    return firstIndex;
  }

  boolean hasHeader(String name) {
    return names.contains(name);
  }

  boolean has(Part part) {
    return values.containsKey(part);
  }

  /**
   * Adds a header; a null value is one that says nothing.
   *
   * @param replaces whether it takes the place of an earlier one of the same part
   */
  void add(String name, Part part, Encoding encoding, byte @Nullable [] bytes, boolean replaces) {
    names.add(name);
    if (bytes == null) {
      return;
    }
    if (part == Part.FACT || encoding == Encoding.OPAQUE) {
      facts.put(name, fact(bytes, encoding));
    } else if (replaces || !values.containsKey(part)) {
      values.put(part, new Value(bytes, encoding));
    } else {
      facts.put(name, fact(bytes, Encoding.TEXT));
    }
  }

  private static String fact(byte[] bytes, Encoding encoding) {
    if (encoding == Encoding.OPAQUE) {
      return bytes.length + " bytes";
    }
    if (encoding == Encoding.SHORTEST || encoding == Encoding.DECIMAL) {
      OptionalLong number = encoding.number(bytes).known();
      if (number.isPresent()) {
        return Long.toString(number.getAsLong());
      }
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.length() > MOST_FACT_CHARS ? text.substring(0, MOST_FACT_CHARS) + "…" : text;
  }

  Hop hop() {
    HeaderNumber partition = number(Part.PARTITION);
    HeaderNumber offset = number(Part.OFFSET);
    HeaderNumber attempts = number(Part.ATTEMPTS);
    if (dialect == Dialect.PLAIN && !pinned) {
      // One writer has one way: where a number of it can only be text, the others are text too.
      Optional<Boolean> asText = toldAsText(Part.PARTITION, Part.OFFSET, Part.ATTEMPTS);
      partition = settled(partition, asText);
      offset = settled(offset, asText);
      attempts = settled(attempts, asText);
    }
    return new Hop(
        dialect,
        text(Part.STREAM),
        partition,
        offset,
        text(Part.ENTRY_ID),
        text(Part.GROUP)
            .map(group -> dialect == Dialect.KAFKA_CONNECT ? "connect-" + group : group),
        text(Part.EXCEPTION),
        text(Part.CAUSE),
        text(Part.MESSAGE),
        text(Part.CAUSE_MESSAGE),
        text(Part.TRACE),
        time(Part.TIMESTAMP),
        time(Part.FAILED_AT),
        attempts.known(),
        Collections.unmodifiableMap(new LinkedHashMap<>(facts)));
  }

  private Optional<String> text(Part part) {
    Value value = values.get(part);
    return value == null || value.bytes().length == 0
        ? Optional.empty()
        : Optional.of(new String(value.bytes(), StandardCharsets.UTF_8));
  }

  private HeaderNumber number(Part part) {
    Value value = values.get(part);
    if (value == null) {
      return HeaderNumber.MISSING;
    }
    if (pinned) {
      return (value.encoding() == Encoding.GUESS ? Encoding.DECIMAL : value.encoding())
          .pinned(value.bytes());
    }
    return value.encoding().number(value.bytes());
  }

  private OptionalLong time(Part part) {
    Value value = values.get(part);
    if (value == null) {
      return OptionalLong.empty();
    }
    OptionalLong number = value.encoding().number(value.bytes()).known();
    if (number.isPresent()) {
      // Ten digits are seconds: milliseconds of that length ended in 2001.
      long millis = number.getAsLong();
      return OptionalLong.of(
          value.encoding() == Encoding.TIME && millis > 0 && millis < 10_000_000_000L
              ? millis * 1_000
              : millis);
    }
    if (value.encoding() != Encoding.TIME || value.bytes().length > 40) {
      return OptionalLong.empty();
    }
    return isoTime(new String(value.bytes(), StandardCharsets.UTF_8));
  }

  static OptionalLong isoTime(String text) {
    try {
      return OptionalLong.of(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException _) {
      try {
        return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
      } catch (DateTimeException | ArithmeticException notATime) {
        return OptionalLong.empty();
      }
    }
  }

  /** True where a number of this writer can only be text, false where only binary. */
  private Optional<Boolean> toldAsText(Part... parts) {
    for (Part part : parts) {
      Value value = values.get(part);
      if (value == null || value.bytes().length == 0) {
        continue;
      }
      HeaderNumber number = value.encoding().number(value.bytes());
      if (number instanceof HeaderNumber.Known) {
        byte last = value.bytes()[value.bytes().length - 1];
        boolean digits = last >= '0' && last <= '9';
        boolean binaryLength =
            value.bytes().length == Integer.BYTES || value.bytes().length == Long.BYTES;
        return Optional.of(digits && !binaryLength);
      }
    }
    return Optional.empty();
  }

  private static HeaderNumber settled(HeaderNumber number, Optional<Boolean> asText) {
    return asText.isPresent() && number instanceof HeaderNumber.Ambiguous(long text, long binary)
        ? new HeaderNumber.Known(asText.get() ? text : binary)
        : number;
  }
}
