package dev.weir.engine.tail;

import dev.weir.alert.expression.Compilation;
import dev.weir.alert.expression.RecordCondition;
import dev.weir.engine.decode.ConditionFacts;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Makes a test of what a tail is asked to show. The tests are thread-safe. */
public final class RecordFilter {
  private RecordFilter() {}

  /** What became of a filter. */
  public sealed interface Made {
    record Test(Predicate<StreamRecord> matches) implements Made {}

    /** Not a filter; {@code why} tells line and column. */
    record Problem(String why) implements Made {}
  }

  /** Slow the first time it is given CEL, so not for the engine's thread. */
  public static Made of(TailFilter filter, PayloadDecoder decoder) {
    return switch (filter) {
      case TailFilter.All() -> new Made.Test(_ -> true);
      case TailFilter.Text(String part) when part.isEmpty() -> new Made.Test(_ -> true);
      case TailFilter.Text(String part) -> new Made.Test(text(part, decoder));
      case TailFilter.Cel(String expression) when expression.isBlank() -> new Made.Test(_ -> true);
      case TailFilter.Cel(String expression) ->
          switch (RecordCondition.compile(expression)) {
            case Compilation.Compiled(RecordCondition condition) ->
                new Made.Test(
                    record -> condition.test(ConditionFacts.of(record, condition, decoder)));
            case Compilation.Failed(var problem) -> new Made.Problem(problem.sentence());
          };
    };
  }

  private static Predicate<StreamRecord> text(String part, PayloadDecoder decoder) {
    Pattern pattern =
        Pattern.compile(part, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return record -> {
      if (contains(record.stream(), record.key(), pattern, decoder)
          || contains(record.stream(), record.value(), pattern, decoder)) {
        return true;
      }
      for (Header header : record.headers()) {
        if (pattern.matcher(header.name()).find()
            || contains(record.stream(), header.value(), pattern, decoder)) {
          return true;
        }
      }
      return false;
    };
  }

  private static boolean contains(
      StreamRef stream, Payload payload, Pattern pattern, PayloadDecoder decoder) {
    if (!(payload instanceof Payload.Bytes(byte[] bytes, _)) || bytes.length == 0) {
      return false;
    }
    if (pattern.matcher(new String(bytes, StandardCharsets.UTF_8)).find()) {
      return true;
    }
    return looksBinary(bytes) && pattern.matcher(decoder.decode(stream, payload).text()).find();
  }

  /** Avro and Protobuf may hide text between control characters. */
  private static boolean looksBinary(byte[] bytes) {
    int look = Math.min(bytes.length, 64);
    for (int i = 0; i < look; i++) {
      int b = bytes[i];
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return true;
      }
    }
    return false;
  }
}
