package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Limits;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.mark.DeployMark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is shown of rules and alerts. Reads and keeps nothing; the engine's thread. */
final class BoardView {
  private static final Comparator<AlertRow> WORST_FIRST =
      Comparator.comparing((AlertRow row) -> row.fires() ? 0 : 1)
          .thenComparing(AlertRow::severity, Comparator.reverseOrder())
          .thenComparing(AlertRow::pendingAt, Comparator.reverseOrder())
          .thenComparing(AlertRow::id, Comparator.reverseOrder());

  /** A rule that has left out no sample for so long keeps up again. */
  private static final long SLOW_MILLIS = 600_000;

  private BoardView() {}

  /** What is not over, the worst first. */
  static List<AlertRow> active(Collection<OpenAlert> open) {
    return open.stream()
        .map(alert -> alert.row)
        .filter(row -> row.state() != AlertRow.State.RESOLVED)
        .sorted(WORST_FIRST)
        .toList();
  }

  /**
   * Rules and how they fare.
   *
   * @param nowMillis of the wall clock, epoch milliseconds
   * @param adjusted on how many series each is adjusted, by name
   * @param bytes that the runs of each take, by name
   */
  static List<RuleRow> rules(
      Collection<Ruled> rules,
      List<AlertRow> active,
      long nowMillis,
      Map<String, Integer> adjusted,
      Map<String, Long> bytes) {
    List<RuleRow> rows = new ArrayList<>();
    for (Ruled ruled : rules) {
      String name = ruled.rule.name();
      int firing = 0;
      for (AlertRow row : active) {
        firing += row.fires() && row.rule().equals(name) ? 1 : 0;
      }
      rows.add(
          row(
              ruled,
              firing,
              nowMillis,
              adjusted.getOrDefault(name, 0),
              bytes.getOrDefault(name, 0L)));
    }
    return rows;
  }

  private static RuleRow row(Ruled ruled, int firing, long nowMillis, int adjusted, long bytes) {
    boolean isSlow = ruled.leftOut > 0 && nowMillis - ruled.leftOutAtMillis < SLOW_MILLIS;
    RuleRow.Health health =
        !ruled.error.isEmpty()
            ? RuleRow.Health.ERROR
            : isSlow
                ? RuleRow.Health.SLOW
                : ruled.limited ? RuleRow.Health.LIMITED : RuleRow.Health.OK;
    String why =
        switch (health) {
          case OK -> "";
          case ERROR -> ruled.error;
          case SLOW ->
              "It takes more than a tenth of a core: "
                  + ruled.leftOut
                  + " samples were left out so that the others are judged in time.";
          case LIMITED ->
              "It watches "
                  + AlertBoard.MOST_SERIES_OF_A_RULE
                  + " series and no more: write where: to choose them.";
        };
    return new RuleRow(
        ruled.rule.name(),
        ruled.source,
        ruled.rule.summary(),
        ruled.rule.metric(),
        kind(ruled.rule.check()),
        ruled.series.size(),
        firing,
        ruled.raised,
        adjusted,
        health,
        why,
        ruled.samples == 0 ? Double.NaN : ruled.nanos / 1_000.0 / ruled.samples,
        bytes);
  }

  private static String kind(Check check) {
    return switch (check) {
      case Check.Threshold _ -> "threshold";
      case Check.Difference _ -> "change";
      case Check.Anomaly _ -> "anomaly";
      case Check.Novelty _ -> "novelty";
      case Check.Flatline _ -> "flat line";
      case Check.BurnRate _ -> "burn rate";
      case Check.Adaptive _ -> "adaptive";
      case Check.Forecast _ -> "forecast";
      case Check.Pattern _ -> "pattern";
      case Check.Correlation _ -> "correlation";
      case Check.Composite _ -> "composite";
    };
  }

  /** What {@code row} is about, over time. */
  static AlertCurve curve(AlertRow row, Followed on, long nowMillis) {
    int size = on.ring.size();
    long[] times = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      times[i] = on.ring.time(i);
      values[i] = on.ring.value(i);
    }
    Optional<Run> judging =
        on.runs.stream().filter(run -> run.ruled.rule.name().equals(row.rule())).findFirst();
    Optional<Check.Threshold> total =
        judging
            .map(run -> run.ruled.rule.check())
            .filter(Check.Threshold.class::isInstance)
            .map(Check.Threshold.class::cast)
            .filter(Check.Threshold::isOfTotal);
    if (total.isPresent()) {
      double[] totals = totals(judging.get().ruled.rule, row.series(), times, values);
      if (on.ring.isFull()) {
        // What was before the first of them is not known, and is in the totals of the next ones.
        long known = times[0] + total.get().over().toMillis();
        for (int i = 0; i < size && times[i] < known; i++) {
          totals[i] = Double.NaN;
        }
      }
      if (Arrays.stream(totals).anyMatch(Double::isFinite)) {
        values = totals;
      } else {
        // Samples cannot be held against limits of what they come to together.
        judging = Optional.empty();
        total = Optional.empty();
      }
    }
    double lower = judging.map(run -> run.run.lower()).orElse(Double.NaN);
    double upper = judging.map(run -> run.run.upper()).orElse(Double.NaN);
    double baseline = judging.map(run -> run.run.baseline()).orElse(Double.NaN);
    return new AlertCurve(
        DeployMark.About.of(row.labels()),
        MetricName.unitOf(row.series().metric()),
        row.series().metric(),
        times,
        values,
        total.map(Check.Threshold::over),
        lower,
        upper,
        judging.map(run -> critical(run.ruled.rule.check())).orElse(Double.NaN),
        Double.isNaN(lower) && Double.isNaN(upper) ? baseline : Double.NaN,
        row.pendingAt(),
        row.endedAt() > 0 ? row.endedAt() : nowMillis);
  }

  /** What a rule makes of the samples up to each of them; NaN where that is nothing yet. */
  private static double[] totals(Rule rule, Series series, long[] times, double[] values) {
    var run = new SeriesRun(rule, series);
    double[] totals = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      run.take(times[i], values[i], _ -> {});
      totals[i] = run.figure();
    }
    return totals;
  }

  private static double critical(Check check) {
    if (!(check instanceof Check.Threshold threshold)) {
      return Double.NaN;
    }
    Limits limits = threshold.limits();
    return limits.warning().isPresent() ? limits.critical().orElse(Double.NaN) : Double.NaN;
  }
}
