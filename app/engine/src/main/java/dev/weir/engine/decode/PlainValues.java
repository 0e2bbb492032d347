package dev.weir.engine.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trees as plain maps and lists, for conditions. Where a name repeats, the last one counts. An
 * integer that fits 64 bits is a Long; a longer one stays text, so that no digit is lost; a decimal
 * is the nearest Double.
 */
final class PlainValues {
  private PlainValues() {}

  static @Nullable Object of(ValueNode node) {
    return switch (node) {
      case ValueNode.Tree(var fields) -> {
        Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(fields.size());
        for (ValueNode.Field field : fields) {
          map.put(field.name(), of(field.value()));
        }
        yield map;
      }
      case ValueNode.Items(var items) -> {
        List<@Nullable Object> list = new ArrayList<>(items.size());
        for (ValueNode item : items) {
          list.add(of(item));
        }
        yield list;
      }
      case ValueNode.Text(var text) -> text;
      case ValueNode.Numeric(var digits) -> number(digits);
      case ValueNode.Truth(var value) -> value;
      case ValueNode.Nothing() -> null;
    };
  }

  private static Object number(String digits) {
    boolean isInteger = true;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      isInteger &= c == '-' || (c >= '0' && c <= '9');
    }
    if (!isInteger) {
      // NaN and infinities are written by Avro and Protobuf, not by JSON.
      return Double.valueOf(digits);
    }
    try {
      return Long.valueOf(digits);
    } catch (NumberFormatException _) {
      return digits;
    }
  }
}
