package dev.weir.alert.expression;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as the expression library takes them: 64-bit numbers only, and a null of its own. */
@SuppressWarnings("ReferenceEquality") // Whether a value came through unchanged is the question.
final class CelValues {
  private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private CelValues() {}

  /** The same, in the library's types; {@code value} itself where nothing has to change. */
  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> NullValue.NULL_VALUE;
      case String _, Long _, Double _, Boolean _ -> value;
      case Integer number -> number.longValue();
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case Float number -> number.doubleValue();
      case BigInteger number when number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0 ->
          number.longValue();
      case BigInteger number -> number.doubleValue();
      case BigDecimal number -> number.doubleValue();
      case byte[] bytes -> CelByteString.of(bytes);
      case Map<?, ?> map -> map(map);
      case List<?> list -> list(list);
      default -> value.toString();
    };
  }

  private static Map<?, ?> map(Map<?, ?> map) {
    boolean same = true;
    for (Object value : map.values()) {
      if (of(value) != value) {
        same = false;
        break;
      }
    }
    if (same) {
      return map;
    }
    Map<Object, Object> converted = LinkedHashMap.newLinkedHashMap(map.size());
    map.forEach((name, value) -> converted.put(String.valueOf(name), of(value)));
    return converted;
  }

  private static List<?> list(List<?> list) {
    boolean same = true;
    for (Object value : list) {
      if (of(value) != value) {
        same = false;
        break;
      }
    }
    if (same) {
      return list;
    }
    List<Object> converted = new ArrayList<>(list.size());
    for (Object value : list) {
      converted.add(of(value));
    }
    return converted;
  }
}
