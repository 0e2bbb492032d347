package dev.weir.engine.chart;

import dev.weir.engine.alert.MetricName;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.util.Optional;

/** What one chart shows. Empty options mean all connections together. */
public sealed interface ChartQuery {
  /** Records per second: produced and consumed. */
  record Throughput(Optional<StreamRef> stream) implements ChartQuery {}

  /** p50, p95 and p99 in milliseconds. */
  record Latency(Optional<StreamRef> stream) implements ChartQuery {}

  /** Seconds behind: the worst groups, or one group's. */
  record LagTime(Optional<GroupRef> group) implements ChartQuery {}

  /** Records behind: the worst groups, or one group's. */
  record LagRecords(Optional<GroupRef> group) implements ChartQuery {}

  /** Share of records that were retried or died, in percent of records produced; dead letters/s. */
  record Errors() implements ChartQuery {}

  /** Share of records per latency bucket over time. */
  record LatencyHeatmap(Optional<StreamRef> stream) implements ChartQuery {}

  /**
   * What one alert is about, with its limits, around the time it fired.
   *
   * @param unit of its figures
   */
  record OfAlert(long alert, MetricName.Unit unit) implements ChartQuery {}
}
