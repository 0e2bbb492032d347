package dev.weir.engine.rules;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.evaluation.Transition;
import dev.weir.alert.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Runs a rule over a recorded series: the alerts it would have raised. */
public final class Backtest {
  private final Rule rule;
  private final SeriesCsv series;
  private final double[] scores;
  private final List<Raised> alerts = new ArrayList<>();
  private final long late;
  private final long errors;
  private final String lastError;

  /**
   * An alert that would have been raised.
   *
   * @param pendingAt the first sample in breach, epoch milliseconds
   * @param transition what raised it
   * @param resolvedAt epoch milliseconds; empty if it fires still at the series' end
   */
  public record Raised(long pendingAt, Transition transition, OptionalLong resolvedAt) {}

  private Backtest(Rule rule, SeriesCsv series) {
    this.rule = rule;
    this.series = series;
    scores = new double[series.size()];
    var run =
        new SeriesRun(
            rule, new Series(rule.metric().equals(Rule.ANY) ? "" : rule.metric(), Map.of()));
    int[] order = RowsInOrder.of(series);
    for (int i = 0; i < order.length; i++) {
      int row = order[i];
      if (i > 0 && RowsInOrder.isRepeated(series, row, order[i - 1])) {
        continue;
      }
      run.take(series.time(row), series.value(row), this::note);
      scores[row] = run.score();
    }
    late = run.late();
    errors = run.errors();
    lastError = run.lastError();
  }

  /** Runs {@code rule} over {@code series}, each sample judged by those before it alone. */
  public static Backtest of(Rule rule, SeriesCsv series) {
    return new Backtest(rule, series);
  }

  private void note(Transition transition) {
    switch (transition.change()) {
      case RAISED, STRENGTHENED, ESCALATED -> {
        end(transition.at());
        alerts.add(new Raised(transition.pendingAt(), transition, OptionalLong.empty()));
      }
      case REJOINED, RELAPSED, RETURNED -> {
        if (transition.to().isFiring() && !alerts.isEmpty()) {
          Raised last = alerts.removeLast();
          alerts.add(new Raised(last.pendingAt(), last.transition(), OptionalLong.empty()));
        }
      }
      case RESOLVED, LOST -> end(transition.at());
      case NONE, PENDED, CANCELLED, EASED, RECOVERING -> {
        // Nothing begins or ends.
      }
    }
  }

  private void end(long at) {
    if (!alerts.isEmpty() && alerts.getLast().resolvedAt().isEmpty()) {
      Raised last = alerts.removeLast();
      alerts.add(new Raised(last.pendingAt(), last.transition(), OptionalLong.of(at)));
    }
  }

  public Rule rule() {
    return rule;
  }

  public SeriesCsv series() {
    return series;
  }

  /** In the order they were raised. */
  public List<Raised> alerts() {
    return List.copyOf(alerts);
  }

  /** A sample's score, from 0, 0.5 where an alert is raised, to 1. */
  public double score(int sample) {
    return scores[sample];
  }

  /** Samples left out because they came after newer ones. */
  public long late() {
    return late;
  }

  /** Samples on which the rule's condition could not be evaluated. */
  public long errors() {
    return errors;
  }

  /** Why the last of {@link #errors} was one; empty if none was. */
  public String lastError() {
    return lastError;
  }
}
