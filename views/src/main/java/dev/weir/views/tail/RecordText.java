package dev.weir.views.tail;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** A record as text for the clipboard. */
final class RecordText {
  private RecordText() {}

  /**
   * One line of JSON as {@code weir tail --json} prints it: text as a string, other bytes as {@code
   * {"base64": "…"}}, headers in order.
   */
  static String jsonLine(StreamRecord record) {
    var json = new StringBuilder("{\"stream\":");
    quote(json, record.stream().name());
    switch (record.position()) {
      case Position.Offset offset ->
          json.append(",\"partition\":")
              .append(offset.partition())
              .append(",\"offset\":")
              .append(offset.offset());
      case Position.EntryId id ->
          json.append(",\"partition\":null,\"id\":\"").append(id).append('"');
    }
    json.append(",\"timestamp\":");
    if (record.timestampType() == TimestampType.NONE) {
      json.append("null");
    } else {
      quote(json, Instant.ofEpochMilli(record.timestampMillis()).toString());
    }
    json.append(",\"timestamp_type\":");
    quote(json, record.timestampType().label());
    json.append(",\"key\":");
    payload(json, record.key());
    json.append(",\"value\":");
    payload(json, record.value());
    json.append(",\"headers\":[");
    String separator = "";
    for (Header header : record.headers()) {
      json.append(separator).append('[');
      quote(json, header.name());
      json.append(',');
      payload(json, header.value());
      json.append(']');
      separator = ",";
    }
    return json.append("],\"size\":").append(record.sizeBytes()).append('}').toString();
  }

  /** Where the record is, as arguments of the usual command line readers. */
  static String coordinates(StreamRecord record) {
    String name = shellQuoted(record.stream().name());
    return switch (record.position()) {
      case Position.Offset offset ->
          "-t " + name + " -p " + offset.partition() + " -o " + offset.offset() + " -c 1";
      case Position.EntryId id -> "XRANGE " + name + " " + id + " " + id;
    };
  }

  /** The payload as text: as it is where it is UTF-8, else base64; empty text where absent. */
  static String plain(Payload payload) {
    return switch (payload) {
      case Payload.Absent _ -> "";
      case Payload.Bytes bytes ->
          utf8(bytes.bytes()).orElseGet(() -> Base64.getEncoder().encodeToString(bytes.bytes()));
    };
  }

  private static void payload(StringBuilder json, Payload payload) {
    switch (payload) {
      case Payload.Absent _ -> json.append("null");
      case Payload.Bytes bytes -> {
        Optional<String> text = utf8(bytes.bytes());
        if (text.isPresent()) {
          quote(json, text.get());
        } else {
          json.append("{\"base64\":\"")
              .append(Base64.getEncoder().encodeToString(bytes.bytes()))
              .append("\"}");
        }
      }
    }
  }

  private static Optional<String> utf8(byte[] bytes) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static String shellQuoted(String name) {
    return name.matches("[\\w.:/-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
  }

  private static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20) {
            json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
