package dev.weir.connector.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Takes RESP2 replies apart: byte arrays, longs, lists and null. */
final class Reply {
  private Reply() {}

  static List<?> list(@Nullable Object reply) {
    return reply instanceof List<?> list ? list : List.of();
  }

  static byte[] bytes(@Nullable Object reply) {
    return reply instanceof byte[] bytes ? bytes : new byte[0];
  }

  static String text(@Nullable Object reply) {
    return switch (reply) {
      case null -> "";
      case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
      default -> reply.toString();
    };
  }

  static OptionalLong number(@Nullable Object reply) {
    return switch (reply) {
      case Long number -> OptionalLong.of(number);
      case byte[] digits when digits.length > 0 -> parsed(digits);
      case null, default -> OptionalLong.empty();
    };
  }

  private static OptionalLong parsed(byte[] digits) {
    try {
      return OptionalLong.of(Long.parseLong(text(digits)));
    } catch (NumberFormatException notOne) {
      return OptionalLong.empty();
    }
  }

  /** A flat list of names and values. Values may be null, so ask {@code containsKey} first. */
  static Map<String, @Nullable Object> map(@Nullable Object reply) {
    List<?> flat = list(reply);
    Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(flat.size() / 2);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      map.put(text(flat.get(i)), flat.get(i + 1));
    }
    return map;
  }

  /** The lines of INFO as name to value. */
  static Map<String, String> info(@Nullable Object reply) {
    Map<String, String> info = new LinkedHashMap<>();
    for (String line : text(reply).split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        info.put(line.substring(0, colon), line.substring(colon + 1));
      }
    }
    return info;
  }
}
