package dev.weir.alert.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
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
    CelValidationResult result = RecordLanguage.CONDITIONS.compile(cel);
    if (result.hasError()) {
      return new Compilation.Failed(RecordLanguage.problem(cel, result));
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
      return new Compilation.Compiled(
          new RecordCondition(cel, RecordLanguage.RUNTIME.createProgram(tree)));
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
      Object outcome = program.eval(name -> RecordLanguage.find(record, name));
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
