package dev.weir.views.fake;

import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.ChartRange;
import dev.weir.engine.chart.Series;
import dev.weir.engine.chart.SeriesRole;
import dev.weir.engine.mark.DeployMark;
import java.util.List;
import java.util.Random;

/** Charts of a platform in some trouble: a slow stretch, a group that falls behind, a gap. */
final class FakeCharts {
  private static final int POINTS = 300;
  private static final int ROWS = 24;

  private FakeCharts() {}

  static Chart of(ChartQuery query, long nowMillis, ChartRange range, List<DeployMark> allMarks) {
    Chart chart = of(query, nowMillis, range);
    List<DeployMark> marks =
        allMarks.stream()
            .filter(mark -> mark.atMillis() >= chart.fromMillis())
            .filter(mark -> mark.atMillis() <= chart.toMillis())
            .toList();
    return switch (chart) {
      case Chart.Lines it ->
          new Chart.Lines(
              it.query(),
              it.fromMillis(),
              it.toMillis(),
              it.epochMillis(),
              it.series(),
              it.shaded(),
              marks,
              it.caption());
      case Chart.Heat it ->
          new Chart.Heat(
              it.query(),
              it.fromMillis(),
              it.toMillis(),
              it.columnMillis(),
              it.rowFloorMillis(),
              it.share(),
              marks,
              it.caption());
    };
  }

  private static Chart of(ChartQuery query, long nowMillis, ChartRange range) {
    long from =
        switch (range) {
          case ChartRange.Live live -> nowMillis - live.span().toMillis();
          case ChartRange.Fixed fixed -> fixed.from().toEpochMilli();
        };
    long to =
        switch (range) {
          case ChartRange.Live live -> nowMillis;
          case ChartRange.Fixed fixed -> fixed.to().toEpochMilli();
        };
    if (query instanceof ChartQuery.LatencyHeatmap) {
      return heat(query, from, to);
    }
    var times = new long[POINTS];
    for (int i = 0; i < POINTS; i++) {
      times[i] = from + (to - from) * i / (POINTS - 1);
    }
    long slowFrom = from + (to - from) * 58 / 100;
    long slowTo = from + (to - from) * 77 / 100;
    List<Chart.Shade> slow = List.of(new Chart.Shade(slowFrom, slowTo, "p99 above 250 ms"));
    return switch (query) {
      case ChartQuery.Throughput t ->
          lines(
              query,
              from,
              to,
              times,
              List.of(
                  new Series("in", SeriesRole.IN, gap(wave(46_000, 0.03, 1))),
                  new Series("out", SeriesRole.OUT, gap(wave(43_000, 0.04, 2)))),
              List.of(),
              "records/s, all streams");
      case ChartQuery.LagTime l ->
          lines(
              query,
              from,
              to,
              times,
              List.of(
                  new Series("billing", SeriesRole.GROUP_1, rising(250)),
                  new Series("search-indexer", SeriesRole.GROUP_2, wave(21, 0.1, 4)),
                  new Series("mailer", SeriesRole.GROUP_3, wave(3, 0.2, 5))),
              List.of(new Chart.Shade(from + (to - from) * 66 / 100, to, "billing")),
              "behind, worst groups");
      case ChartQuery.LagRecords l ->
          lines(
              query,
              from,
              to,
              times,
              List.of(new Series("billing", SeriesRole.GROUP_CRITICAL, rising(228_000))),
              List.of(),
              "records behind");
      case ChartQuery.Errors e ->
          lines(
              query,
              from,
              to,
              times,
              List.of(
                  new Series("errors", SeriesRole.ERRORS, wave(0.8, 0.2, 6)),
                  new Series("dead", SeriesRole.DEAD_LETTERS, wave(0.3, 0.4, 7))),
              List.of(),
              "% of records; dead letters/s");
      default ->
          lines(
              query,
              from,
              to,
              times,
              List.of(
                  new Series("p99", SeriesRole.P99, bump(150, 1.9, 8)),
                  new Series("p95", SeriesRole.P95, bump(80, 1.7, 9)),
                  new Series("p50", SeriesRole.P50, bump(21, 1.3, 10))),
              slow,
              "end-to-end, CreateTime, n = 57 M");
    };
  }

  private static Chart lines(
      ChartQuery query,
      long from,
      long to,
      long[] times,
      List<Series> series,
      List<Chart.Shade> shaded,
      String caption) {
    return new Chart.Lines(query, from, to, times, series, shaded, List.of(), caption);
  }

  private static Chart heat(ChartQuery query, long from, long to) {
    int columns = 100;
    var floors = new double[ROWS];
    for (int row = 0; row < ROWS; row++) {
      floors[row] = Math.pow(10, row / 6.0);
    }
    var share = new float[columns * ROWS];
    var random = new Random(11);
    for (int column = 0; column < columns; column++) {
      double middle = column > 58 && column < 77 ? 10.5 : 7 + Math.sin(column / 15.0);
      for (int row = 0; row < ROWS; row++) {
        double away = row - middle;
        double value = 0.3 * Math.exp(-away * away / (away > 0 ? 5 : 2));
        share[column * ROWS + row] =
            column == 30
                ? Float.NaN
                : (float) (value < 0.004 ? 0 : value * (0.8 + 0.4 * random.nextDouble()));
      }
    }
    return new Chart.Heat(
        query,
        from,
        to,
        Math.max(1, (to - from) / columns),
        floors,
        share,
        List.of(),
        "share per bucket");
  }

  private static double[] wave(double level, double share, int seed) {
    var random = new Random(seed);
    var values = new double[POINTS];
    double drift = 0;
    for (int i = 0; i < POINTS; i++) {
      drift = drift * 0.9 + (random.nextDouble() - 0.5) * share;
      values[i] = level * (1 + drift + share * Math.sin(i / 40.0));
    }
    return values;
  }

  private static double[] gap(double[] values) {
    for (int i = 120; i < 128; i++) {
      values[i] = Double.NaN;
    }
    return values;
  }

  private static double[] rising(double last) {
    double[] values = wave(last / 80, 0.3, 3);
    for (int i = 160; i < POINTS; i++) {
      values[i] += last * (i - 160) / (POINTS - 161);
    }
    return values;
  }

  private static double[] bump(double level, double factor, int seed) {
    double[] values = wave(level, 0.06, seed);
    for (int i = POINTS * 58 / 100; i < POINTS * 77 / 100; i++) {
      values[i] *= factor;
    }
    return values;
  }
}
