package dev.weir.engine.deadletter.dialect;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Headers that Spring Cloud Stream's {@code embeddedHeaders} mode puts in front of the payload: a
 * byte 0xff, their number in a byte, then for each its name's length in a byte, the name, the
 * value's length in four bytes and the value as JSON.
 */
final class EmbeddedHeaders {
  private static final int MOST_VALUE_BYTES = 1 << 20;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private EmbeddedHeaders() {}

  /** The headers, numbers as digits and texts without quotes; none if the payload has no such. */
  static List<Header> of(Payload value) {
    if (!(value instanceof Payload.Bytes(byte[] bytes, int _))
        || bytes.length < 8
        || bytes[0] != (byte) 0xff) {
      return List.of();
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    int count = rest.get() & 0xff;
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (rest.remaining() < 1) {
        return List.of();
      }
      int nameLength = rest.get() & 0xff;
      if (nameLength == 0 || rest.remaining() < nameLength + Integer.BYTES) {
        return List.of();
      }
      byte[] name = new byte[nameLength];
      rest.get(name);
      int length = rest.getInt();
      if (length < 0 || length > MOST_VALUE_BYTES || length > rest.remaining()) {
        return List.of();
      }
      byte[] json = new byte[length];
      rest.get(json);
      try {
        JsonNode node = MAPPER.readTree(json);
        headers.add(
            new Header(
                new String(name, StandardCharsets.UTF_8),
                node.isValueNode() && !node.isNull()
                    ? Payload.of(node.asString("").getBytes(StandardCharsets.UTF_8))
                    : Payload.ABSENT));
      } catch (JacksonException _) {
        return List.of();
      }
    }
    return headers;
  }
}
