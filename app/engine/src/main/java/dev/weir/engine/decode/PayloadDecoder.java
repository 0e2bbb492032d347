package dev.weir.engine.decode;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a payload is and makes it readable: JSON, text, Avro, Protobuf, else bytes. Never
 * deserialises Java objects. Thread-safe; the effort per payload is bounded.
 */
public final class PayloadDecoder {
  /** Registry's wire format: this byte, a schema id of four bytes, the message. */
  private static final int REGISTRY_PREFIX_BYTES = 5;

  private static final String KEY_SCHEMA_HEADER = "__key_schema_id";
  private static final String VALUE_SCHEMA_HEADER = "__value_schema_id";
  private static final int MAX_HEX_BYTES = 4096;
  private static final int MAX_PREVIEW_DECODE_BYTES = 16 << 10;

  private final SchemaBook schemas;

  public PayloadDecoder(SchemaBook schemas) {
    this.schemas = schemas;
  }

  /** The book this decoder looks schemas up in. */
  public SchemaBook schemas() {
    return schemas;
  }

  /** Like {@link #decode}; a schema named in the record's headers counts, too. */
  public Decoded decodeKey(StreamRecord record) {
    return decodeWithHeader(record, record.key(), KEY_SCHEMA_HEADER);
  }

  /** Like {@link #decode}; a schema named in the record's headers counts, too. */
  public Decoded decodeValue(StreamRecord record) {
    return decodeWithHeader(record, record.value(), VALUE_SCHEMA_HEADER);
  }

  /**
   * Decodes a payload for reading.
   *
   * @param stream whose connection's schemas apply
   */
  public Decoded decode(StreamRef stream, Payload payload) {
    return switch (payload) {
      case Payload.Absent() ->
          new Decoded("null", "null", Optional.of(new ValueNode.Nothing()), Optional.empty());
      case Payload.Bytes bytes when bytes.isCut() -> decodeCut(bytes);
      case Payload.Bytes(var bytes, _) -> decodeBytes(stream, bytes);
    };
  }

  /**
   * The beginning of a payload on one line, at most {@code maxChars} long. Looks at a few times as
   * many bytes only, except at small Avro and Protobuf payloads.
   */
  public String preview(StreamRef stream, Payload payload, int maxChars) {
    return switch (payload) {
      case Payload.Absent() -> "null";
      case Payload.Bytes(var bytes, int trueLength) ->
          preview(stream, bytes, trueLength, Math.max(1, maxChars));
    };
  }

  /**
   * A payload as a map, list, String, Long, Double, Boolean or null, for conditions. Text that is
   * not a JSON object, list or string is a String; bytes without structure, and all that was cut,
   * are a String too: the text, or base64. An integer beyond 64 bits is a String of its digits.
   */
  public @Nullable Object plain(StreamRef stream, Payload payload) {
    return switch (payload) {
      case Payload.Absent() -> null;
      case Payload.Bytes(var bytes, int trueLength) -> {
        if (trueLength == bytes.length && looksLikeJson(bytes)) {
          // Most are; there is no need to write them out again.
          Optional<ValueNode> tree = JsonTree.read(bytes, 0, bytes.length).tree();
          if (tree.isPresent()) {
            yield PlainValues.of(tree.get());
          }
        }
        Decoded decoded = decode(stream, payload);
        if (decoded.tree().isPresent()) {
          yield PlainValues.of(decoded.tree().get());
        }
        yield Utf8Text.beginning(bytes, bytes.length)
            .orElseGet(() -> Base64.getEncoder().encodeToString(bytes));
      }
    };
  }

  // --- for reading ------------------------------------------------------------------------------

  private Decoded decodeWithHeader(StreamRecord record, Payload payload, String headerName) {
    if (payload instanceof Payload.Bytes bytes && !bytes.isCut()) {
      for (Header header : record.headers()) {
        if (header.name().equals(headerName)
            && header.value() instanceof Payload.Bytes(var id, _)
            && id.length >= 17
            && id[0] == 1) {
          ByteBuffer in = ByteBuffer.wrap(id, 1, id.length - 1);
          UUID guid = new UUID(in.getLong(), in.getLong());
          String connection = record.stream().connection();
          Optional<RegisteredSchema> schema = schemas.byGuid(connection, guid);
          if (schema.isPresent()) {
            byte[] indexes = Arrays.copyOfRange(id, 17, id.length);
            return decodeWith(connection, schema.get(), bytes.bytes(), 0, Optional.of(indexes));
          }
        }
      }
    }
    return decode(record.stream(), payload);
  }

  private static Decoded decodeCut(Payload.Bytes payload) {
    byte[] bytes = payload.bytes();
    String note =
        String.format(
            Locale.ROOT,
            "Cut for showing: the first %,d of %,d bytes. The stored record is intact.",
            bytes.length,
            payload.trueLength());
    Optional<String> text = Utf8Text.beginning(bytes, bytes.length);
    if (text.isPresent()) {
      return new Decoded(
          looksLikeJson(bytes) ? "JSON" : "text", text.get(), Optional.empty(), Optional.of(note));
    }
    return new Decoded("bytes", hex(bytes), Optional.empty(), Optional.of(note));
  }

  private Decoded decodeBytes(StreamRef stream, byte[] bytes) {
    if (bytes.length == 0) {
      return new Decoded("text", "", Optional.empty(), Optional.of("Empty, which is not null."));
    }
    if (looksLikeJson(bytes)) {
      JsonTree.Reading reading = JsonTree.read(bytes, 0, bytes.length);
      if (reading.tree().isPresent()) {
        return ofTree("JSON", reading.tree().get(), Optional.empty());
      }
      Optional<String> text = Utf8Text.of(bytes);
      if (text.isPresent()) {
        String note = "Begins like JSON, but: " + reading.problem().orElse("");
        return new Decoded("text", text.get(), Optional.empty(), Optional.of(note));
      }
    }
    Optional<String> text = Utf8Text.of(bytes);
    if (text.isPresent()) {
      return new Decoded("text", text.get(), Optional.empty(), Optional.empty());
    }
    return decodeBinary(stream, bytes);
  }

  private Decoded decodeBinary(StreamRef stream, byte[] bytes) {
    String connection = stream.connection();
    if (registryId(bytes) > 0) {
      Optional<RegisteredSchema> schema = schemas.byId(connection, registryId(bytes));
      if (schema.isPresent()) {
        return decodeWith(connection, schema.get(), bytes, REGISTRY_PREFIX_BYTES, Optional.empty());
      }
    }
    if (AvroTree.isContainer(bytes)) {
      try {
        ValueNode records = AvroTree.readContainer(bytes);
        return ofTree("Avro", records, Optional.of("An object container file."));
      } catch (Malformed e) {
        return fallback(bytes, "An Avro object container file, but " + e.why() + ".");
      }
    }
    if (bytes.length >= 10 && bytes[0] == (byte) 0xc3 && bytes[1] == 1) {
      long fingerprint = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
      Optional<RegisteredSchema> schema = schemas.byFingerprint(connection, fingerprint);
      if (schema.isPresent()) {
        return decodeWith(connection, schema.get(), bytes, 10, Optional.empty());
      }
      return fallback(
          bytes,
          "Looks like Avro of a schema with the fingerprint "
              + HexFormat.of().toHexDigits(fingerprint)
              + ", which is not known.");
    }
    if (bytes.length >= 5 && bytes[0] == (byte) 0xac && bytes[1] == (byte) 0xed && bytes[2] == 0) {
      return fallback(bytes, "A serialised Java object, which is not safe to read.");
    }
    if (registryId(bytes) > 0) {
      return fallback(
          bytes,
          "Looks like a message of the registered schema "
              + registryId(bytes)
              + ", but no such schema has been read from "
              + SchemaBook.TOPIC
              + " of this cluster.");
    }
    if (bytes.length == 4 || bytes.length == 8) {
      long number =
          bytes.length == 4 ? ByteBuffer.wrap(bytes).getInt() : ByteBuffer.wrap(bytes).getLong();
      return fallback(bytes, "As a big-endian integer: " + number + ".");
    }
    Optional<ValueNode> raw = ProtobufTree.readRaw(bytes, 0);
    if (raw.isPresent()) {
      return ofTree(
          "Protobuf",
          raw.get(),
          Optional.of(
              "A guess: the bytes read as Protobuf. Without a schema, fields are numbers."));
    }
    return fallback(bytes, "Neither text nor a format that Weir knows.");
  }

  private Decoded decodeWith(
      String connection,
      RegisteredSchema schema,
      byte[] bytes,
      int offset,
      Optional<byte[]> messageIndexes) {
    try {
      switch (schemas.parsed(connection, schema)) {
        case SchemaBook.Parsed.Avro(var avro, _) -> {
          return ofTree("Avro", AvroTree.read(avro, bytes, offset), Optional.of(schema.sentence()));
        }
        case SchemaBook.Parsed.Protobuf(var file) -> {
          ByteBuffer in =
              messageIndexes
                  .map(ByteBuffer::wrap)
                  .orElseGet(() -> ByteBuffer.wrap(bytes, offset, bytes.length - offset));
          var type = SchemaBook.messageType(file, messagePath(in));
          int start = messageIndexes.isPresent() ? offset : in.position();
          return ofTree(
              "Protobuf",
              ProtobufTree.read(type, bytes, start),
              Optional.of(schema.sentence() + " Message " + type.getFullName() + "."));
        }
        case SchemaBook.Parsed.Json() -> {
          JsonTree.Reading reading = JsonTree.read(bytes, offset, bytes.length - offset);
          if (reading.tree().isPresent()) {
            return ofTree("JSON", reading.tree().get(), Optional.of(schema.sentence()));
          }
          throw new Malformed("it is not JSON: " + reading.problem().orElse(""));
        }
        case SchemaBook.Parsed.Unusable(var why) -> throw new Malformed(why);
      }
    } catch (Malformed e) {
      return fallback(bytes, schema.sentence() + " It could not be applied: " + e.why() + ".");
    }
  }

  /** Indexes of nested message types as zig-zag numbers, their count first; 0 stands for [0]. */
  private static List<Integer> messagePath(ByteBuffer in) throws Malformed {
    int count = zigZag(in);
    if (count == 0) {
      return List.of(0);
    }
    if (count < 0 || count > in.remaining()) {
      throw new Malformed("it names no message type");
    }
    List<Integer> path = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      path.add(zigZag(in));
    }
    return path;
  }

  private static int zigZag(ByteBuffer in) throws Malformed {
    int value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      if (!in.hasRemaining()) {
        throw new Malformed("it ends too early");
      }
      byte b = in.get();
      value |= (b & 0x7f) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new Malformed("a number is too long");
  }

  /** The schema's id; 0 where the bytes are not in the registry's wire format. */
  private static int registryId(byte[] bytes) {
    return bytes.length > REGISTRY_PREFIX_BYTES && bytes[0] == 0
        ? Math.max(0, ByteBuffer.wrap(bytes, 1, 4).getInt())
        : 0;
  }

  private static Decoded ofTree(String format, ValueNode tree, Optional<String> note) {
    return new Decoded(format, ValueText.pretty(tree), Optional.of(tree), note);
  }

  private static Decoded fallback(byte[] bytes, String note) {
    return new Decoded("bytes", hex(bytes), Optional.empty(), Optional.of(note));
  }

  private static String hex(byte[] bytes) {
    int shown = Math.min(bytes.length, MAX_HEX_BYTES);
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
    return shown == bytes.length ? hex : hex + " … " + (bytes.length - shown) + " more bytes";
  }

  /** A JSON object, list or string; a bare number or word is as well text. */
  private static boolean looksLikeJson(byte[] bytes) {
    for (byte b : bytes) {
      switch (b) {
        case ' ', '\t', '\n', '\r' -> {}
        case '{', '[', '"' -> {
          return true;
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  // --- for a line of a table --------------------------------------------------------------------

  private String preview(StreamRef stream, byte[] bytes, int trueLength, int maxChars) {
    // No character takes more than four bytes, and white space is pressed together.
    int looked = (int) Math.min(bytes.length, maxChars * 4L);
    boolean isAll = looked == trueLength;
    Optional<String> text = isAll ? Utf8Text.of(bytes) : Utf8Text.beginning(bytes, looked);
    if (text.isPresent()) {
      return oneLine(text.get(), maxChars, !isAll);
    }
    if (trueLength <= MAX_PREVIEW_DECODE_BYTES && trueLength == bytes.length) {
      Optional<ValueNode> tree = decodeBinary(stream, bytes).tree();
      if (tree.isPresent()) {
        String line = ValueText.oneLine(tree.get(), maxChars);
        return oneLine(line, maxChars, line.length() == maxChars);
      }
    }
    int shown = Math.min(bytes.length, Math.max(1, maxChars / 3));
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown);
    return oneLine(hex, maxChars, shown < trueLength);
  }

  private static String oneLine(String text, int maxChars, boolean isMore) {
    var line = new StringBuilder(Math.min(text.length(), maxChars));
    boolean wasBlank = true;
    for (int i = 0; i < text.length() && line.length() <= maxChars; i++) {
      char c = text.charAt(i);
      boolean isBlank = Character.isWhitespace(c) || Character.isISOControl(c);
      if (!isBlank) {
        line.append(c);
      } else if (!wasBlank) {
        line.append(' ');
      }
      wasBlank = isBlank;
    }
    if (line.length() > maxChars || isMore) {
      line.setLength(Math.min(line.length(), maxChars - 1));
      if (!line.isEmpty() && Character.isHighSurrogate(line.charAt(line.length() - 1))) {
        line.setLength(line.length() - 1);
      }
      line.append('…');
    }
    return line.toString();
  }
}
