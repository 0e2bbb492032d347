package dev.weir.views.kit;

import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.SeriesRole;
import java.time.Duration;

/** What the figures of a chart are counted in: how ticks are spaced and values are written. */
enum ChartUnit {
  RECORDS_PER_SECOND,
  RECORDS,
  MILLIS,
  SECONDS,
  PERCENT;

  private static final double[] SECOND_STEPS = {
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400
  };
  private static final int INTERVALS = 4;

  /** Top of an axis that begins at zero, and the distance between its ticks. */
  record Scale(double top, double step) {}

  static ChartUnit of(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput t -> RECORDS_PER_SECOND;
      case ChartQuery.Latency l -> MILLIS;
      case ChartQuery.LagTime l -> SECONDS;
      case ChartQuery.LagRecords l -> RECORDS;
      case ChartQuery.Errors e -> PERCENT;
      case ChartQuery.LatencyHeatmap h -> MILLIS;
      case ChartQuery.OfAlert alert ->
          switch (alert.unit()) {
            case RECORDS, YES_NO -> RECORDS;
            case PER_SECOND -> RECORDS_PER_SECOND;
            case MILLIS -> SECONDS;
            case SHARE -> PERCENT;
          };
    };
  }

  /** The smallest round scale that holds {@code largest}; three or four intervals. */
  Scale scale(double largest) {
    double top = Double.isFinite(largest) && largest > 0 ? largest * 1.04 : 1;
    double second = this == MILLIS ? 1000 : 1;
    if ((this == SECONDS || this == MILLIS) && top > 4 * second) {
      for (double step : SECOND_STEPS) {
        if (step * second * INTERVALS >= top) {
          return fit(top, step * second);
        }
      }
      double day = 86_400 * second;
      return fit(top, roundStep(top / day / INTERVALS) * day);
    }
    double step = roundStep(top / INTERVALS);
    if (this == RECORDS || this == RECORDS_PER_SECOND) {
      step = Math.max(step, 1);
    }
    return fit(top, step);
  }

  /** As at a tick: short. */
  String tick(double value) {
    return switch (this) {
      case RECORDS_PER_SECOND, RECORDS, PERCENT -> withoutZeros(Formats.si(value));
      case MILLIS -> value == 0 ? "0" : withoutZeros(Formats.latency(value));
      case SECONDS ->
          value == 0 ? "0" : Formats.duration(Duration.ofMillis(Math.round(value * 1000)));
    };
  }

  /** As at a line's end and in the read-out. */
  String value(SeriesRole role, double value) {
    return switch (this) {
      case RECORDS_PER_SECOND, RECORDS -> Formats.count(value);
      case MILLIS -> Formats.latency(value).text();
      case SECONDS ->
          Double.isNaN(value)
              ? Formats.UNKNOWN
              : Formats.duration(Duration.ofMillis(Math.round(value * 1000)));
      case PERCENT ->
          role == SeriesRole.DEAD_LETTERS ? Formats.perSecond(value) : Formats.percent(value);
    };
  }

  private static String withoutZeros(Formats.Figure figure) {
    String number = figure.number();
    while (number.contains(".") && (number.endsWith("0") || number.endsWith("."))) {
      number = number.substring(0, number.length() - 1);
    }
    return new Formats.Figure(number, figure.unit()).text();
  }

  private static Scale fit(double top, double step) {
    return new Scale(Math.max(1, Math.ceil(top / step - 1e-9)) * step, step);
  }

  /** 1, 2 or 5 times a power of ten, not below {@code raw}. */
  private static double roundStep(double raw) {
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double share = raw / power;
    return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
  }
}
