package dev.weir.alert.expression;

import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Optional;

/** What may be said of a record in the Common Expression Language (cel.dev). */
final class RecordLanguage {
  private static final int LONGEST_TEXT = 10_000;

  static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .evaluateCanonicalTypesToNativeValues(true)
          .maxExpressionCodePointSize(LONGEST_TEXT)
          .comprehensionMaxIterations(10_000)
          .build();

  /** For what is true or false. */
  static final CelCompiler CONDITIONS =
      names()
          .setStandardMacros(
              CelStandardMacro.HAS,
              CelStandardMacro.EXISTS,
              CelStandardMacro.EXISTS_ONE,
              CelStandardMacro.ALL)
          .build();

  static final CelRuntime RUNTIME =
      CelRuntimeFactory.plannerRuntimeBuilder().setOptions(OPTIONS).build();

  private RecordLanguage() {}

  /** Compiles texts that name what is known of a record. */
  static CelCompilerBuilder names() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .addVar("stream", SimpleType.STRING)
        .addVar("partition", SimpleType.INT)
        .addVar("offset", SimpleType.INT)
        .addVar("id", SimpleType.STRING)
        .addVar("timestamp", SimpleType.TIMESTAMP)
        .addVar("key", SimpleType.DYN)
        .addVar("value", SimpleType.DYN)
        .addVar("headers", MapType.create(SimpleType.STRING, SimpleType.STRING))
        .addVar("size", SimpleType.INT);
  }

  /** The first thing that is wrong with a text. */
  static ConditionProblem problem(String cel, CelValidationResult result) {
    CelIssue first = result.getErrors().getFirst();
    return new ConditionProblem(
        Math.max(1, first.getSourceLocation().getLine()),
        first.getSourceLocation().getColumn() + 1,
        Problems.sentence(first.getMessage()),
        Problems.hint(cel, first.getMessage()));
  }

  static Optional<Object> find(RecordFacts record, String name) {
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
}
