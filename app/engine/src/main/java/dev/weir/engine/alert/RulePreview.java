package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.engine.rules.RuleProblem;
import java.util.List;
import java.util.Optional;

/**
 * What a rule, as it is being written, would have done.
 *
 * @param problems what is wrong in the text, with line and column; nothing was run where there are
 *     any
 * @param sentence how often it would have fired; empty where nothing was run
 * @param series those it watches, the ones it fired on most first
 * @param curve the first of them; empty where there is none
 */
public record RulePreview(
    List<RuleProblem> problems, String sentence, List<Fired> series, Optional<Curve> curve) {
  public static final RulePreview EMPTY =
      new RulePreview(List.of(), "", List.of(), Optional.empty());

  public RulePreview {
    problems = List.copyOf(problems);
    series = List.copyOf(series);
  }

  /** How often it would have fired on a series. */
  public record Fired(Series series, int times) {}

  /**
   * A series with what the rule made of it. The arrays are of one length, belong to the curve and
   * are never written to again; NaN where there is nothing.
   *
   * @param epochMillis ascending
   * @param lower below which it was bad then
   * @param upper above which it was bad then
   * @param fired from and to, epoch milliseconds, of each time it would have fired
   */
  public record Curve(
      Series series,
      MetricName.Unit unit,
      long[] epochMillis,
      double[] values,
      double[] lower,
      double[] upper,
      List<Span> fired) {
    public Curve {
      fired = List.copyOf(fired);
    }
  }

  /** A stretch of time, epoch milliseconds. */
  public record Span(long fromMillis, long toMillis) {}
}
