package dev.weir.engine.window;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where in a record a figure or a name stands: {@code value.data.amount}, {@code key.id}, {@code
 * headers.region}, {@code value.items.0.price}. What does not begin with {@code value}, {@code key}
 * or {@code headers} is looked for in the value.
 *
 * @param steps names, or positions in a list from 0
 */
public record FieldPath(Root root, List<String> steps) {
  /** What a path begins at. */
  public enum Root {
    VALUE,
    KEY,
    HEADERS
  }

  public FieldPath {
    steps = List.copyOf(steps);
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException with a sentence, if it is none
   */
  public static FieldPath parse(String text) {
    List<String> steps = List.of(text.split("\\.", -1));
    if (steps.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no path: write names with dots between, such as value.data.amount.");
    }
    List<String> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case "value" -> new FieldPath(Root.VALUE, rest);
      case "key" -> new FieldPath(Root.KEY, rest);
      case "headers" -> {
        if (rest.isEmpty()) {
          throw new IllegalArgumentException("'headers' needs a name: headers.NAME.");
        }
        yield new FieldPath(Root.HEADERS, List.of(String.join(".", rest)));
      }
      default -> new FieldPath(Root.VALUE, steps);
    };
  }

  /** What stands there in {@code record}, decoded; null if there is nothing. */
  @Nullable Object of(StreamRecord record, PayloadDecoder decoder) {
    return switch (root) {
      case VALUE -> within(decoder.plain(record.stream(), record.value()));
      case KEY -> within(decoder.plain(record.stream(), record.key()));
      case HEADERS -> header(record);
    };
  }

  /** What stands there in a decoded payload; null if there is nothing. */
  @Nullable Object within(@Nullable Object payload) {
    Object found = payload;
    for (String step : steps) {
      found =
          switch (found) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when isPosition(step, list.size()) ->
                list.get(Integer.parseInt(step));
            case null, default -> null;
          };
    }
    return found;
  }

  private static boolean isPosition(String step, int size) {
    return step.length() <= 9
        && step.chars().allMatch(c -> c >= '0' && c <= '9')
        && Integer.parseInt(step) < size;
  }

  /** The last one of that name counts, as it does in conditions. */
  private @Nullable String header(StreamRecord record) {
    for (Header header : record.headers().reversed()) {
      if (header.name().equals(steps.getFirst())) {
        return header.value() instanceof Payload.Bytes(byte[] bytes, _)
            ? new String(bytes, StandardCharsets.UTF_8)
            : null;
      }
    }
    return null;
  }
}
