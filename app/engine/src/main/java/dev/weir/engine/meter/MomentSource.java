package dev.weir.engine.meter;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a record says when what it tells of began: the only end-to-end latency there is, because
 * the application itself has stamped it. Thread-safe.
 */
public sealed interface MomentSource {
  /** A header of this name; the last one, where it repeats. */
  record OfHeader(String name) implements MomentSource {
    @Override
    public String words() {
      return "header " + name;
    }
  }

  /** A field of the decoded value; names separated by dots, numbers are places in a list. */
  record OfField(String path) implements MomentSource {
    @Override
    public String words() {
      return "field " + path;
    }
  }

  /** "header produced-at". */
  String words();

  /** Reads "header:NAME" or "field:PATH"; empty for anything else. */
  static Optional<MomentSource> parse(String text) {
    if (text.startsWith("header:") && text.length() > 7) {
      return Optional.of(new OfHeader(text.substring(7)));
    }
    if (text.startsWith("field:") && text.length() > 6) {
      return Optional.of(new OfField(text.substring(6)));
    }
    return Optional.empty();
  }

  /** Epoch milliseconds; empty where the record has no such moment. */
  default OptionalLong millis(StreamRecord record, PayloadDecoder decoder) {
    return switch (this) {
      case OfHeader(String name) -> ofHeader(record, name);
      case OfField(String path) -> moment(at(decoder.plain(record.stream(), record.value()), path));
    };
  }

  private static OptionalLong ofHeader(StreamRecord record, String name) {
    OptionalLong found = OptionalLong.empty();
    for (Header header : record.headers()) {
      if (header.name().equals(name) && header.value() instanceof Payload.Bytes(byte[] bytes, _)) {
        found = moment(new String(bytes, StandardCharsets.UTF_8));
        if (found.isEmpty() && bytes.length == Long.BYTES) {
          found = ofNumber(ByteBuffer.wrap(bytes).getLong());
        }
      }
    }
    return found;
  }

  private static @Nullable Object at(@Nullable Object value, String path) {
    Object found = value;
    for (String step : path.split("\\.", -1)) {
      found =
          switch (found) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list
                when step.matches("\\d{1,9}") && Integer.parseInt(step) < list.size() ->
                list.get(Integer.parseInt(step));
            case null, default -> null;
          };
    }
    return found;
  }

  /** A time in ISO-8601, or a number since the epoch in whichever unit makes it one of our days. */
  private static OptionalLong moment(@Nullable Object value) {
    return switch (value) {
      case Instant instant -> OptionalLong.of(instant.toEpochMilli());
      case Number number -> ofNumber(number.longValue());
      case String text -> ofText(text.strip());
      case null, default -> OptionalLong.empty();
    };
  }

  private static OptionalLong ofText(String text) {
    if (text.matches("\\d{10,19}")) {
      try {
        return ofNumber(Long.parseLong(text));
      } catch (NumberFormatException _) {
        return OptionalLong.empty();
      }
    }
    try {
      return OptionalLong.of(OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeParseException _) {
      return OptionalLong.empty();
    }
  }

  /** Seconds have 10 digits until the year 2286, milliseconds 13, and so on. */
  private static OptionalLong ofNumber(long number) {
    if (number >= 1_000_000_000L && number < 10_000_000_000L) {
      return OptionalLong.of(number * 1_000);
    }
    if (number >= 1_000_000_000_000L && number < 10_000_000_000_000L) {
      return OptionalLong.of(number);
    }
    if (number >= 1_000_000_000_000_000L && number < 10_000_000_000_000_000L) {
      return OptionalLong.of(number / 1_000);
    }
    return number >= 1_000_000_000_000_000_000L
        ? OptionalLong.of(number / 1_000_000)
        : OptionalLong.empty();
  }
}
