package dev.weir.app.command;

import dev.weir.alert.expression.Compilation;
import dev.weir.alert.expression.RecordCondition;
import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.decode.ConditionFacts;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.stream.StreamRecord;
import java.util.Optional;

/** A condition in CEL, asked of records. Confined to one thread. */
final class RecordQuestion {
  private final RecordCondition condition;
  private final PayloadDecoder decoder;

  /**
   * Reads {@code cel}.
   *
   * @throws UsageProblem with line and column if it is no condition
   */
  RecordQuestion(String cel, PayloadDecoder decoder) {
    condition =
        switch (RecordCondition.compile(cel)) {
          case Compilation.Compiled(RecordCondition compiled) -> compiled;
          case Compilation.Failed(var problem) ->
              throw new UsageProblem("--where: " + problem.sentence());
        };
    this.decoder = decoder;
  }

  boolean isMetBy(StreamRecord record) {
    return condition.test(ConditionFacts.of(record, condition, decoder));
  }

  /** A sentence on records that could not be asked, if there were any. */
  Optional<String> notice() {
    return condition.errors() == 0
        ? Optional.empty()
        : Optional.of(
            condition.errors()
                + " records could not be asked --where and were left out: "
                + condition.lastError());
  }
}
