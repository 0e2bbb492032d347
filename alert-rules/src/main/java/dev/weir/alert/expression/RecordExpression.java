package dev.weir.alert.expression;

import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value made of a record, written in the Common Expression Language: {@code value.total * 100},
 * {@code headers["tenant"] + "-" + key}. Knows what a {@link RecordCondition} knows, and the
 * language's functions on texts. Thread-safe.
 */
public final class RecordExpression {
  /** Lists may be made of lists, and texts of texts. */
  private static final CelCompiler COMPILER =
      RecordLanguage.names()
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addLibraries(CelExtensions.strings())
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(RecordLanguage.OPTIONS)
          .addLibraries(CelExtensions.strings())
          .build();

  private final CelRuntime.Program program;

  private RecordExpression(CelRuntime.Program program) {
    this.program = program;
  }

  /** What became of an expression's text. */
  public sealed interface Made {
    record Compiled(RecordExpression expression) implements Made {}

    /** Not an expression, and why: the first thing found. */
    record Failed(ConditionProblem problem) implements Made {}
  }

  /** What an expression gives for a record. */
  public sealed interface Outcome {
    /**
     * A value.
     *
     * @param value a Map with text keys, List, String, Boolean, Long, Double, BigInteger, Instant,
     *     Duration, byte[] or null, nested at will
     */
    record Value(@Nullable Object value) implements Outcome {}

    /** It cannot be asked of this record; {@code why} is a sentence. */
    record Failed(String why) implements Outcome {}
  }

  /** Reads and checks {@code cel}. Never throws for what is in the text. */
  public static Made compile(String cel) {
    if (cel.isBlank()) {
      return new Made.Failed(
          new ConditionProblem(
              1, 1, "There is no expression.", "Write one such as value.total * 2."));
    }
    CelValidationResult result = COMPILER.compile(cel);
    if (result.hasError()) {
      return new Made.Failed(RecordLanguage.problem(cel, result));
    }
    try {
      return new Made.Compiled(new RecordExpression(RUNTIME.createProgram(result.getAst())));
    } catch (CelValidationException | CelEvaluationException invalid) {
      return new Made.Failed(
          new ConditionProblem(1, 1, Problems.sentence(String.valueOf(invalid.getMessage())), ""));
    }
  }

  /** Asks it of a record; never throws for what is in the record. */
  public Outcome of(RecordFacts record) {
    try {
      return new Outcome.Value(plain(program.eval(name -> RecordLanguage.find(record, name))));
    } catch (CelEvaluationException | RuntimeException unasked) {
      return new Outcome.Failed(Problems.sentence(String.valueOf(unasked.getMessage())));
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case NullValue _ -> null;
      case Long _, Double _ -> value;
      case Number unsigned -> new BigInteger(unsigned.toString());
      case CelByteString bytes -> bytes.toByteArray();
      case List<?> list -> {
        List<@Nullable Object> plain = new ArrayList<>(list.size());
        for (Object one : list) {
          plain.add(plain(one));
        }
        yield plain;
      }
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> plain = LinkedHashMap.newLinkedHashMap(map.size());
        map.forEach((name, one) -> plain.put(String.valueOf(name), plain(one)));
        yield plain;
      }
      default -> value;
    };
  }
}
