package dev.weir.engine.alert;

import dev.weir.alert.evaluation.SeriesRun;
import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import dev.weir.engine.alert.RulePreview.Fired;
import dev.weir.engine.alert.RulePreview.Span;
import dev.weir.engine.rules.RuleBook;
import dev.weir.engine.wording.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs a rule over what was recorded. Any thread; each sample is judged by those before it alone.
 */
final class PreviewRun {
  /** Series that are tried; of more, the first ones are. */
  static final int MOST_SERIES = 200;

  private static final long MINUTE_MILLIS = 60_000;
  private static final int MOST_POINTS = 700;
  private static final Duration LONG = Duration.ofDays(2);

  private PreviewRun() {}

  /** The rule that is written; empty where it cannot be run. */
  static Optional<Rule> wanted(RuleBook book, String rule) {
    return book.rule(rule)
        .or(() -> book.rules().stream().findFirst())
        .filter(one -> book.problems().isEmpty() && !(one.check() instanceof Check.Linked));
  }

  /** Why there is nothing to run, where there is no problem either. */
  static RulePreview without(RuleBook book) {
    boolean isSound = book.problems().isEmpty();
    return new RulePreview(
        book.problems(),
        isSound ? "It watches other rules: weir rules test runs it on series of your own." : "",
        List.of(),
        Optional.empty());
  }

  /**
   * @param recorded what the rule watches
   * @param there how many series it watches in all
   * @param nowMillis until when silence lasts
   */
  static RulePreview of(Rule rule, List<StoredSeries> recorded, int there, long nowMillis) {
    List<Fired> fired = new ArrayList<>();
    int times = 0;
    long from = nowMillis;
    for (StoredSeries series : recorded) {
      int count = spans(rule, series, nowMillis).size();
      times += count;
      fired.add(new Fired(series.series(), count));
      from = Math.min(from, firstSample(series, nowMillis));
    }
    fired.sort(
        Comparator.comparingInt(Fired::times)
            .reversed()
            .thenComparing(one -> one.series().toString()));
    Optional<StoredSeries> first =
        fired.isEmpty()
            ? Optional.empty()
            : recorded.stream()
                .filter(one -> one.series().equals(fired.getFirst().series()))
                .findFirst();
    return new RulePreview(
        List.of(),
        sentence(times, recorded.size(), there, Duration.ofMillis(nowMillis - from)),
        fired,
        first.map(series -> curve(rule, series, nowMillis)));
  }

  private static String sentence(int times, int tried, int there, Duration over) {
    if (tried == 0) {
      return "Nothing that it watches has been recorded yet.";
    }
    String time =
        over.compareTo(LONG) >= 0
            ? Wording.count(over.toDays()) + " days"
            : over.toHours() >= 2
                ? Wording.count(over.toHours()) + " hours"
                : Wording.counted(Math.max(1, over.toMinutes()), "minute");
    return "Would have fired "
        + (times == 1 ? "once" : Wording.count(times) + " times")
        + " in "
        + time
        + ", on "
        + (there == 1 ? "1 series" : Wording.count(there) + " series")
        + (tried < there ? " (the first " + tried + " were tried)." : ".");
  }

  private static long firstSample(StoredSeries series, long nowMillis) {
    for (int i = 0; i < series.minutes().length; i++) {
      if (!Float.isNaN(series.minutes()[i])) {
        return series.fromMillis() + i * MINUTE_MILLIS;
      }
    }
    return nowMillis;
  }

  private static List<Span> spans(Rule rule, StoredSeries series, long nowMillis) {
    var run = new SeriesRun(rule, series.series());
    List<Span> spans = new ArrayList<>();
    long[] open = {0};
    for (int i = 0; i < series.minutes().length; i++) {
      float value = series.minutes()[i];
      long at = series.fromMillis() + i * MINUTE_MILLIS;
      if (!Float.isNaN(value) && at <= nowMillis) {
        run.take(
            at,
            value,
            transition -> {
              boolean fires = transition.to().isFiring();
              if (fires && open[0] == 0) {
                open[0] = transition.at();
              } else if (!fires && open[0] != 0) {
                spans.add(new Span(open[0], transition.at()));
                open[0] = 0;
              }
            });
      }
    }
    if (open[0] != 0) {
      spans.add(new Span(open[0], nowMillis));
    }
    return spans;
  }

  private static RulePreview.Curve curve(Rule rule, StoredSeries series, long nowMillis) {
    var run = new SeriesRun(rule, series.series());
    int first = (int) ((firstSample(series, nowMillis) - series.fromMillis()) / MINUTE_MILLIS);
    int last =
        (int)
            Math.min(
                series.minutes().length, (nowMillis - series.fromMillis()) / MINUTE_MILLIS + 1);
    int size = Math.max(0, last - first);
    int stride = Math.max(1, (size + MOST_POINTS - 1) / MOST_POINTS);
    int points = (size + stride - 1) / stride;
    long[] times = new long[points];
    double[] values = new double[points];
    double[] lower = new double[points];
    double[] upper = new double[points];
    boolean ofTotal = rule.check() instanceof Check.Threshold limits && limits.isOfTotal();
    for (int point = 0; point < points; point++) {
      values[point] = Double.NaN;
      for (int i = first + point * stride; i < Math.min(last, first + (point + 1) * stride); i++) {
        long at = series.fromMillis() + i * MINUTE_MILLIS;
        float value = series.minutes()[i];
        if (!Float.isNaN(value) && at <= nowMillis) {
          run.take(at, value, _ -> {});
          // Of the minutes in one point the highest is shown, so that no peak is lost.
          values[point] = most(values[point], ofTotal ? run.figure() : value);
        }
      }
      times[point] = series.fromMillis() + (first + (long) point * stride) * MINUTE_MILLIS;
      lower[point] = run.lower();
      upper[point] = run.upper();
    }
    return new RulePreview.Curve(
        series.series(),
        MetricName.unitOf(series.series().metric()),
        times,
        values,
        lower,
        upper,
        spans(rule, series, nowMillis));
  }

  private static double most(double known, double more) {
    return Double.isNaN(known) ? more : Double.isNaN(more) ? known : Math.max(known, more);
  }
}
