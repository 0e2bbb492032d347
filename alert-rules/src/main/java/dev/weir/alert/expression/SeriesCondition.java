package dev.weir.alert.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A condition on a series or one of its samples, in CEL: {@code labels.group != "batch" && value >
 * 10}. Knows {@code metric}, {@code labels}, {@code value}, and {@code hour} (0 to 23) and {@code
 * weekday} (1 is Monday) in UTC. A label that a series lacks is the empty text. Compiled once;
 * thread-safe.
 */
public final class SeriesCondition {
  private static final List<String> NAMES = List.of("metric", "labels", "value", "hour", "weekday");
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .evaluateCanonicalTypesToNativeValues(true)
          .maxExpressionCodePointSize(10_000)
          .build();
  private static final CelCompiler COMPILER =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .addVar("metric", SimpleType.STRING)
          .addVar("labels", MapType.create(SimpleType.STRING, SimpleType.STRING))
          .addVar("value", SimpleType.DOUBLE)
          .addVar("hour", SimpleType.INT)
          .addVar("weekday", SimpleType.INT)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private final String text;
  private final CelRuntime.Program program;

  private SeriesCondition(String text, CelRuntime.Program program) {
    this.text = text;
    this.program = program;
  }

  /** What became of a text. */
  public sealed interface Outcome {
    record Ready(SeriesCondition condition) implements Outcome {}

    record Failed(ConditionProblem problem) implements Outcome {}
  }

  /** Reads and checks {@code cel}. Never throws for what is in the text. */
  public static Outcome compile(String cel) {
    if (cel.isBlank()) {
      return failed(1, 1, "There is no condition.", "Write one such as labels.group != \"batch\".");
    }
    CelValidationResult result = COMPILER.compile(cel);
    if (result.hasError()) {
      CelIssue first = result.getErrors().getFirst();
      return failed(
          Math.max(1, first.getSourceLocation().getLine()),
          first.getSourceLocation().getColumn() + 1,
          Problems.sentence(first.getMessage()),
          Problems.hint(
              cel, first.getMessage(), NAMES, "a label is labels.%s, a text stands in quotes."));
    }
    try {
      CelAbstractSyntaxTree tree = result.getAst();
      if (!tree.getResultType().equals(SimpleType.BOOL)) {
        return failed(
            1,
            1,
            "It gives " + Problems.typeName(tree.getResultType().name()) + ", not true or false.",
            "Compare it with something: … == …, … > ….");
      }
      return new Outcome.Ready(new SeriesCondition(cel, RUNTIME.createProgram(tree)));
    } catch (CelValidationException | CelEvaluationException invalid) {
      return failed(1, 1, Problems.sentence(String.valueOf(invalid.getMessage())), "");
    }
  }

  private static Outcome failed(int line, int column, String message, String hint) {
    return new Outcome.Failed(new ConditionProblem(line, column, message, hint));
  }

  /**
   * Whether the condition holds.
   *
   * @param at epoch milliseconds
   * @throws IllegalStateException if it cannot be evaluated here
   */
  public boolean holds(String metric, Map<String, String> labels, long at, double value) {
    try {
      Object outcome =
          program.eval(
              name ->
                  switch (name) {
                    case "metric" -> Optional.of(metric);
                    case "labels" -> Optional.of(new Lenient(labels));
                    case "value" -> Optional.of(value);
                    case "hour" -> Optional.of(Math.floorMod(Math.floorDiv(at, 3_600_000L), 24L));
                    case "weekday" ->
                        Optional.of(Math.floorMod(Math.floorDiv(at, 86_400_000L) + 3, 7L) + 1);
                    default -> Optional.empty();
                  });
      return Boolean.TRUE.equals(outcome);
    } catch (CelEvaluationException unasked) {
      throw new IllegalStateException(
          Problems.sentence(String.valueOf(unasked.getMessage())), unasked);
    }
  }

  /** As written. */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeriesCondition that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Labels, of which every one exists. */
  private static final class Lenient extends java.util.AbstractMap<String, String> {
    private final Map<String, String> labels;

    Lenient(Map<String, String> labels) {
      this.labels = labels;
    }

    @Override
    public java.util.Set<Entry<String, String>> entrySet() {
      return labels.entrySet();
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
      return true;
    }

    @Override
    public String get(@Nullable Object name) {
      String value = labels.get(name);
      return value == null ? "" : value;
    }
  }
}
