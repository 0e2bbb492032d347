package dev.weir.engine.chart;

import dev.weir.engine.alert.AlertCurve;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.wording.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Draws what an alert is about: samples, limits, and the breach shaded. */
final class AlertLines {
  private static final long BEFORE_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final long AFTER_MILLIS = Duration.ofMinutes(5).toMillis();

  private AlertLines() {}

  static Chart.Lines of(ChartQuery.OfAlert query, Optional<AlertCurve> known, MarksOfCharts marks) {
    if (known.isEmpty() || known.get().epochMillis().length == 0) {
      return new Chart.Lines(query, 0, 1, new long[0], List.of(), List.of(), List.of(), "");
    }
    AlertCurve curve = known.get();
    long[] all = curve.epochMillis();
    long last = all[all.length - 1];
    long to = Math.min(last, curve.badToMillis() + AFTER_MILLIS);
    long from = Math.min(curve.badFromMillis(), to) - BEFORE_MILLIS;
    int first = 0;
    while (first < all.length - 1 && all[first] < from) {
      first++;
    }
    int end = all.length;
    while (end > first + 1 && all[end - 1] > to) {
      end--;
    }
    long[] times = Arrays.copyOfRange(all, first, end);
    double factor =
        switch (curve.unit()) {
          case MILLIS -> 0.001;
          case SHARE -> 100;
          case RECORDS, PER_SECOND, YES_NO -> 1;
        };
    double[] values = Arrays.copyOfRange(curve.values(), first, end);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    List<Series> series = new ArrayList<>();
    boolean band = !Double.isNaN(curve.lower()) && !Double.isNaN(curve.upper());
    level(series, "expected", SeriesRole.EXPECTED, curve.expected() * factor, times.length);
    level(
        series,
        band ? "lower edge" : "limit",
        SeriesRole.LIMIT_WARNING,
        curve.lower() * factor,
        times.length);
    level(
        series,
        band ? "upper edge" : "limit",
        SeriesRole.LIMIT_WARNING,
        curve.upper() * factor,
        times.length);
    level(series, "critical", SeriesRole.LIMIT_CRITICAL, curve.critical() * factor, times.length);
    series.add(new Series(curve.name(), SeriesRole.IN, values));
    List<Chart.Shade> shaded =
        curve.badFromMillis() > 0
            ? List.of(
                new Chart.Shade(
                    Math.max(times[0], curve.badFromMillis()),
                    Math.min(to, curve.badToMillis()),
                    "in breach"))
            : List.of();
    return new Chart.Lines(
        query,
        times[0],
        Math.max(to, times[0] + 1),
        times,
        series,
        shaded,
        marks.of(curve.about(), times[0], to),
        curve
            .over()
            .map(over -> "what the rule makes of " + Wording.duration(over.toMillis()))
            .orElse(caption(curve.unit())));
  }

  private static void level(
      List<Series> series, String name, SeriesRole role, double value, int points) {
    if (Double.isFinite(value)) {
      double[] values = new double[points];
      Arrays.fill(values, value);
      series.add(new Series(name, role, values));
    }
  }

  private static String caption(MetricName.Unit unit) {
    return switch (unit) {
      case RECORDS -> "as the rule was given it, every five seconds";
      case PER_SECOND -> "per second";
      case MILLIS -> "time";
      case SHARE -> "percent";
      case YES_NO -> "1 while it is so";
    };
  }
}
