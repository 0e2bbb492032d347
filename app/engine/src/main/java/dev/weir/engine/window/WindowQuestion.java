package dev.weir.engine.window;

import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.window.StreamWindows;
import dev.weir.alert.window.WindowSpec;
import java.util.Optional;

/**
 * What is asked of a stream's records.
 *
 * @param value the figure that sums, means and percentiles are of
 * @param error which records are errors
 */
public record WindowQuestion(
    WindowSpec spec,
    StreamWindows.Options options,
    TimeOf time,
    GroupOf group,
    Optional<FieldPath> value,
    Optional<RecordCondition> error) {}
