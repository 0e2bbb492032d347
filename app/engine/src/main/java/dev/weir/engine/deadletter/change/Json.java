package dev.weir.engine.deadletter.change;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON, of which what is not changed stays what it was: every digit, and the order of members. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Json() {}

  /** Reads UTF-8. */
  static JsonNode read(byte[] bytes, int from) throws Unfit {
    try {
      return read(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, from, bytes.length - from))
              .toString());
    } catch (CharacterCodingException _) {
      throw new Unfit("its value is not JSON");
    }
  }

  static JsonNode read(String text) throws Unfit {
    try {
      JsonNode node = MAPPER.readTree(text);
      if (node == null || node.isMissingNode()) {
        throw new Unfit("its value is not JSON");
      }
      return node;
    } catch (JacksonException e) {
      throw new Unfit(
          String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
              ? "its value has two members of one name"
              : "its value is not JSON");
    }
  }

  static byte[] write(JsonNode node) {
    return MAPPER.writeValueAsBytes(node);
  }

  /** As {@code test} of RFC 6902 compares: numbers by their value, members in any order. */
  static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a instanceof ObjectNode one && b instanceof ObjectNode other) {
      if (one.size() != other.size()) {
        return false;
      }
      for (Map.Entry<String, JsonNode> member : one.properties()) {
        JsonNode theirs = other.get(member.getKey());
        if (theirs == null || !same(member.getValue(), theirs)) {
          return false;
        }
      }
      return true;
    }
    if (a instanceof ArrayNode one && b instanceof ArrayNode other) {
      if (one.size() != other.size()) {
        return false;
      }
      for (int i = 0; i < one.size(); i++) {
        if (!same(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }

  /** What an expression gave. */
  static JsonNode of(@Nullable Object value) throws Unfit {
    return switch (value) {
      case null -> NODES.nullNode();
      case Boolean yes -> NODES.booleanNode(yes);
      case Long number -> NODES.numberNode((long) number);
      case BigInteger number -> NODES.numberNode(number);
      case Double number when Double.isFinite(number) ->
          // 250.0 rather than 2.5E2, and 250 would be another type to some readers.
          NODES.numberNode(new BigDecimal(number.toString()));
      case String text -> NODES.stringNode(text);
      case Instant time -> NODES.stringNode(time.toString());
      case Map<?, ?> map -> {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          JsonNode unused = object.set(String.valueOf(member.getKey()), of(member.getValue()));
        }
        yield object;
      }
      case List<?> list -> {
        ArrayNode array = NODES.arrayNode();
        for (Object one : list) {
          ArrayNode unused = array.add(of(one));
        }
        yield array;
      }
      case Double _ -> throw new Unfit("the expression gives a number that JSON does not have");
      default ->
          throw new Unfit("the expression gives something that JSON does not have: string(…) it");
    };
  }
}
