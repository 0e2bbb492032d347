package dev.weir.engine.deadletter.dialect;

import dev.weir.stream.Payload;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Failures told in the value: a JSON object whose members, or those of an object directly in it,
 * name the original topic.
 */
final class Envelopes {
  private static final int MOST_BYTES = 1 << 18;
  private static final byte[] HINT = "opic".getBytes(StandardCharsets.US_ASCII);
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Envelopes() {}

  static DeadLetter read(Payload value) {
    if (!(value instanceof Payload.Bytes bytes)
        || bytes.isCut()
        || bytes.bytes().length > MOST_BYTES
        || !isObjectWithHint(bytes.bytes())) {
      return DeadLetter.SILENT;
    }
    JsonNode root;
    try {
      root = MAPPER.readTree(bytes.bytes());
    } catch (JacksonException _) {
      return DeadLetter.SILENT;
    }
    Hop hop = hop(root, Dialect.ENVELOPE);
    if (hop == null) {
      for (JsonNode child : root) {
        hop = child.isObject() ? hop(child, Dialect.ENVELOPE) : null;
        if (hop != null) {
          break;
        }
      }
    }
    return hop == null ? DeadLetter.SILENT : new DeadLetter(List.of(hop), true);
  }

  /** The failure that an object's own members tell; null if they name no stream. */
  static @Nullable Hop hop(JsonNode object, Dialect dialect) {
    Block block = new Block(dialect, 0, false);
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      Part part = Marks.handWritten(member.getKey());
      if (part != null && member.getValue().isValueNode() && !member.getValue().isNull()) {
        block.add(
            member.getKey(),
            part,
            switch (part) {
              case TIMESTAMP, FAILED_AT -> Encoding.TIME;
              default -> Encoding.DECIMAL;
            },
            member.getValue().asString("").getBytes(StandardCharsets.UTF_8),
            false);
      }
    }
    return block.has(Part.STREAM) ? block.hop() : null;
  }

  /** Parsing every value of a stream would be dear. */
  private static boolean isObjectWithHint(byte[] bytes) {
    int start = 0;
    while (start < bytes.length && bytes[start] <= ' ' && bytes[start] > 0) {
      start++;
    }
    if (start == bytes.length || bytes[start] != '{') {
      return false;
    }
    for (int i = start; i + HINT.length <= bytes.length; i++) {
      if (bytes[i] == HINT[0]
          && bytes[i + 1] == HINT[1]
          && bytes[i + 2] == HINT[2]
          && bytes[i + 3] == HINT[3]) {
        return true;
      }
    }
    return false;
  }
}
