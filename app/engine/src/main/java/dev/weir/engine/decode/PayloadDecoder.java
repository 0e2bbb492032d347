package dev.weir.engine.decode;

import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a payload is and makes it readable: JSON, text, Avro, Protobuf, else bytes. Never
 * deserialises Java objects. Thread-safe; the effort per payload is bounded.
 */
public final class PayloadDecoder {
  private final SchemaBook schemas;

  public PayloadDecoder(SchemaBook schemas) {
    this.schemas = schemas;
  }

  /** The book this decoder looks schemas up in. */
  public SchemaBook schemas() {
    return schemas;
  }

  public Decoded decodeKey(StreamRecord record) {
    return decode(record.stream(), record.key());
  }

  public Decoded decodeValue(StreamRecord record) {
    return decode(record.stream(), record.value());
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
      case Payload.Bytes bytes -> decodeBytes(bytes);
    };
  }

  /**
   * The beginning of a payload on one line. Looks at a few times {@code maxChars} bytes only,
   * unless the payload is small.
   */
  public String preview(StreamRef stream, Payload payload, int maxChars) {
    return switch (payload) {
      case Payload.Absent() -> "null";
      case Payload.Bytes(var bytes, _) -> {
        int length = Math.min(bytes.length, maxChars * 3);
        yield new String(bytes, 0, length, StandardCharsets.UTF_8);
      }
    };
  }

  /**
   * A payload as a map, list, String, Long, Double, Boolean or null, for conditions. Text that is
   * not JSON is a String; bytes without structure are a String of their base64.
   */
  public @Nullable Object plain(StreamRef stream, Payload payload) {
    Decoded decoded = decode(stream, payload);
    return decoded.tree().isPresent() ? PlainValues.of(decoded.tree().get()) : decoded.text();
  }

  private static Decoded decodeBytes(Payload.Bytes payload) {
    byte[] bytes = payload.bytes();
    if (bytes.length > 0 && (bytes[0] == '{' || bytes[0] == '[')) {
      JsonTree.Reading reading = JsonTree.read(bytes, 0, bytes.length);
      if (reading.tree().isPresent()) {
        ValueNode tree = reading.tree().get();
        return new Decoded("JSON", ValueText.pretty(tree), Optional.of(tree), Optional.empty());
      }
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new Decoded("text", text, Optional.empty(), Optional.empty());
    } catch (CharacterCodingException _) {
      return new Decoded(
          "bytes", HexFormat.of().formatHex(bytes), Optional.empty(), Optional.of("Not UTF-8."));
    }
  }
}
