package dev.weir.alert.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A condition on records, written in the Common Expression Language (cel.dev): {@code value.total >
 * 100 && value.type == "PaymentFailed"}. Knows {@code stream}, {@code partition}, {@code offset},
 * {@code id}, {@code timestamp}, {@code key}, {@code value}, {@code headers} and {@code size}.
 * Whole and broken numbers compare with each other.
 *
 * <p>Compiled once; thread-safe. The first compilation in a process loads the language, about a
 * second, so it is not for the thread that paints.
 */
public final class RecordCondition {
  private static final int LONGEST_TEXT = 10_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .evaluateCanonicalTypesToNativeValues(true)
          .maxExpressionCodePointSize(LONGEST_TEXT)
          .comprehensionMaxIterations(10_000)
          .build();

  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(
              CelStandardMacro.HAS,
              CelStandardMacro.EXISTS,
              CelStandardMacro.EXISTS_ONE,
              CelStandardMacro.ALL)
          .addVar("stream", SimpleType.STRING)
          .addVar("partition", SimpleType.INT)
          .addVar("offset", SimpleType.INT)
          .addVar("id", SimpleType.STRING)
          .addVar("timestamp", SimpleType.TIMESTAMP)
          .addVar("key", SimpleType.DYN)
          .addVar("value", SimpleType.DYN)
          .addVar("headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
          .addVar("size", SimpleType.INT)
          .build();

  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private final String text;
  private final CelRuntime.Program program;
  private final LongAdder errors = new LongAdder();
  private final AtomicReference<String> lastError = new AtomicReference<>("");

  private RecordCondition(String text, CelRuntime.Program program) {
    this.text = text;
    this.program = program;
  }

  /** Reads and checks {@code cel}. Never throws for what is in the text. */
  public static Compilation compile(String cel) {
    if (cel.isBlank()) {
      return failed(1, 1, "There is no condition.", "Write one such as value.total > 100.");
    }
    CelValidationResult result = COMPILER.compile(cel);
    if (result.hasError()) {
      CelIssue first = result.getErrors().getFirst();
      String message = Problems.sentence(first.getMessage());
      return failed(
          Math.max(1, first.getSourceLocation().getLine()),
          first.getSourceLocation().getColumn() + 1,
          message,
          Problems.hint(cel, first.getMessage()));
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      CelType type = tree.getResultType();
      if (!type.equals(SimpleType.BOOL) && !type.equals(SimpleType.DYN)) {
        return failed(
            1,
            1,
            "It gives " + Problems.typeName(type.name()) + ", not true or false.",
            "Compare it with something: … == …, … > ….");
      }
      return new Compilation.Compiled(new RecordCondition(cel, RUNTIME.createProgram(tree)));
    } catch (CelValidationException | CelEvaluationException invalid) {
      return failed(1, 1, Problems.sentence(String.valueOf(invalid.getMessage())), "");
    }
  }

  private static Compilation failed(int line, int column, String message, String hint) {
    return new Compilation.Failed(new ConditionProblem(line, column, message, hint));
  }

  /**
   * Whether {@code record} meets the condition. One that the condition cannot be asked of (a field
   * it lacks, a text where a number was expected) does not, and is counted in {@link #errors}.
   */
  public boolean test(RecordFacts record) {
    try {
      Object outcome = program.eval(name -> find(record, name));
      if (outcome instanceof Boolean met) {
        return met;
      }
      failed("It gives " + Problems.valueTypeName(outcome) + ", not true or false.");
    } catch (CelEvaluationException | RuntimeException unasked) {
      failed(Problems.sentence(String.valueOf(unasked.getMessage())));
    }
    return false;
  }

  private void failed(String why) {
    errors.increment();
    lastError.lazySet(why);
  }

  private static Optional<Object> find(RecordFacts record, String name) {
    return switch (name) {
      case "stream" -> Optional.of(record.stream());
      case "partition" -> Optional.of((long) record.partition());
      case "offset" ->
          record.offset().isPresent() ? Optional.of(record.offset().getAsLong()) : Optional.empty();
      case "id" -> record.id().map(id -> id);
      case "timestamp" -> record.timestamp().map(time -> time);
      case "key" -> Optional.of(CelValues.of(record.key()));
      case "value" -> Optional.of(CelValues.of(record.value()));
      case "headers" -> Optional.of(record.headers());
      case "size" -> Optional.of(record.size());
      default -> Optional.empty();
    };
  }

  /** As written. */
  public String text() {
    return text;
  }

  /** Records the condition could not be asked of, so far. */
  public long errors() {
    return errors.sum();
  }

  /** Why the last of {@link #errors} was one; empty if none was. */
  public String lastError() {
    return lastError.get();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordCondition that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
