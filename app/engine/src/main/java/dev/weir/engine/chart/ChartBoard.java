package dev.weir.engine.chart;

import dev.weir.engine.finding.Severity;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupBoard.GroupStanding;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.meter.LatencyKind;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSeries;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.meter.Track;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.engine.wording.Wording;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Draws up the charts that are open, once a second. Confined to the engine's thread. */
public final class ChartBoard {
  private static final int MOST_POINTS = 600;
  private static final int MOST_COLUMNS = 160;
  private static final int MOST_GROUPS = 6;
  private static final int ERROR_WINDOW_SECONDS = 60;

  private final MeterBoard meters;
  private final StreamBoard streams;
  private final GroupBoard groups;
  private final Gate gate;
  private final HeatRows heatRows = new HeatRows();
  private final Histogram scratch = Meter.newHistogram();
  private final List<Feed> feeds = new ArrayList<>();

  private ChartRange range = new ChartRange.Live(Duration.ofMinutes(5));
  private long closed;
  private long closedAtMillis;
  private LagLimits limits = new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));

  public ChartBoard(MeterBoard meters, StreamBoard streams, GroupBoard groups, Gate gate) {
    this.meters = meters;
    this.streams = streams;
    this.groups = groups;
    this.gate = gate;
  }

  /**
   * A feed that is not yet served, for {@link #open}. Thread-safe.
   *
   * @param onClose is told when its reader closes it
   */
  public static Feed feed(ChartQuery query, Consumer<Feed> onClose) {
    return new Feed(query, onClose);
  }

  /** Serves a feed from now on. */
  public void open(Feed feed) {
    feeds.add(feed);
    if (closed > 0) {
      gate.publish(feed.slot(), draw(feed.query), closedAtMillis);
    }
  }

  public void close(Feed feed) {
    feeds.remove(feed);
  }

  /** The range that all charts show from now on. */
  public void show(ChartRange next) {
    range = next;
    drawAll();
  }

  /** A second since the epoch has ended and everything about it is known. */
  public void close(long second, long nowMillis, LagLimits limitsNow) {
    closed = second;
    closedAtMillis = nowMillis;
    limits = limitsNow;
    drawAll();
  }

  private void drawAll() {
    if (closed == 0) {
      return;
    }
    for (Feed feed : feeds) {
      gate.publish(feed.slot(), draw(feed.query), closedAtMillis);
    }
  }

  private Chart draw(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput(Optional<StreamRef> stream) -> throughput(query, stream);
      case ChartQuery.Latency(Optional<StreamRef> stream) -> latency(query, stream);
      case ChartQuery.LagTime(Optional<GroupRef> group) -> lagTime(query, group);
      case ChartQuery.LagRecords(Optional<GroupRef> group) -> lagRecords(query, group);
      case ChartQuery.Errors() -> errors(query);
      case ChartQuery.LatencyHeatmap(Optional<StreamRef> stream) -> heat(query, stream);
    };
  }

  private Chart throughput(ChartQuery query, Optional<StreamRef> stream) {
    TimeGrid grid = grid(MOST_POINTS);
    @Nullable Track in = stream.isPresent() ? streams.track(stream.get()) : streams.produced();
    @Nullable Track out = stream.isPresent() ? groups.consumed(stream.get()) : groups.consumed();
    List<Series> series = new ArrayList<>();
    series.add(new Series("in", SeriesRole.IN, values(in, grid)));
    if (out != null) {
      series.add(new Series("out", SeriesRole.OUT, values(out, grid)));
    }
    String caption =
        stream.isPresent()
            ? "records/s appended to " + stream.get().name() + ", and committed by its groups"
            : "records/s appended, and committed by groups";
    return lines(query, grid, series, List.of(), caption);
  }

  private Chart latency(ChartQuery query, Optional<StreamRef> stream) {
    TimeGrid grid = grid(MOST_POINTS);
    double[] p50 = gaps(grid);
    double[] p95 = gaps(grid);
    double[] p99 = gaps(grid);
    var seen = new Seen();
    eachPoint(
        grid,
        series(stream),
        seen,
        point -> {
          if (scratch.getTotalCount() > 0) {
            p50[point] = scratch.getValueAtPercentile(50) / 1_000.0;
            p95[point] = scratch.getValueAtPercentile(95) / 1_000.0;
            p99[point] = scratch.getValueAtPercentile(99) / 1_000.0;
          }
        },
        (slice, _) -> slice.latency().addTo(scratch));
    List<Series> series =
        List.of(
            new Series("p50", SeriesRole.P50, p50),
            new Series("p95", SeriesRole.P95, p95),
            new Series("p99", SeriesRole.P99, p99));
    return lines(query, grid, series, List.of(), seen.caption("ms"));
  }

  private Chart heat(ChartQuery query, Optional<StreamRef> stream) {
    TimeGrid grid = grid(MOST_COLUMNS);
    int rows = heatRows.count();
    float[] share = new float[grid.points() * rows];
    Arrays.fill(share, Float.NaN);
    long[] counts = new long[rows];
    var seen = new Seen();
    eachPoint(
        grid,
        series(stream),
        seen,
        point -> {
          long total = Arrays.stream(counts).sum();
          if (total > 0) {
            for (int row = 0; row < rows; row++) {
              share[point * rows + row] = (float) counts[row] / total;
            }
          }
          Arrays.fill(counts, 0);
        },
        (slice, _) -> {
          for (int i = 0; i < slice.latency().size(); i++) {
            counts[heatRows.rowOf(slice.latency().micros(i) / 1_000.0)] += slice.latency().count(i);
          }
        });
    return new Chart.Heat(
        query,
        grid.from() * 1_000,
        grid.to() * 1_000,
        grid.step() * 1_000L,
        heatRows.floorMillis(),
        share,
        "share of records, n = " + Wording.count(seen.timed));
  }

  private Chart lagTime(ChartQuery query, Optional<GroupRef> group) {
    TimeGrid grid = grid(MOST_POINTS);
    List<Series> series = new ArrayList<>();
    List<Chart.Shade> shades = new ArrayList<>();
    double critical = limits.critical().toMillis() / 1_000.0;
    for (GroupRow row : shown(group, ChartBoard::behindMillis)) {
      GroupBoard.Tracks tracks = groups.tracks(row.group());
      if (tracks != null) {
        double[] values = values(tracks.seconds(), grid);
        series.add(new Series(row.group().name(), role(row.severity()), values));
        String reason =
            row.group().name()
                + " more than "
                + Wording.duration(limits.critical().toMillis())
                + " behind";
        shades.addAll(above(values, grid, critical, reason));
      }
    }
    String caption = group.isPresent() ? "seconds behind" : "seconds behind, worst groups";
    return lines(query, grid, series, merged(shades), caption);
  }

  private Chart lagRecords(ChartQuery query, Optional<GroupRef> group) {
    TimeGrid grid = grid(MOST_POINTS);
    List<Series> series = new ArrayList<>();
    for (GroupRow row : shown(group, r -> GroupBoard.records(r.lag()))) {
      GroupBoard.Tracks tracks = groups.tracks(row.group());
      if (tracks != null) {
        series.add(
            new Series(row.group().name(), role(row.severity()), values(tracks.records(), grid)));
      }
    }
    String caption = group.isPresent() ? "records behind" : "records behind, worst groups";
    return lines(query, grid, series, List.of(), caption);
  }

  private Chart errors(ChartQuery query) {
    TimeGrid grid = grid(MOST_POINTS);
    double[] percent = new double[grid.points()];
    for (int point = 0; point < percent.length; point++) {
      long from = Math.min(grid.start(point), grid.end(point) - ERROR_WINDOW_SECONDS);
      percent[point] =
          grid.end(point) > closed + 1 && grid.start(point) > closed
              ? Double.NaN
              : streams.errorPercent(from, grid.end(point));
    }
    List<Series> series =
        List.of(
            new Series("errors", SeriesRole.ERRORS, percent),
            new Series("dead/s", SeriesRole.DEAD_LETTERS, values(streams.died(), grid)));
    return lines(query, grid, series, List.of(), "% retried or dead · dead letters/s");
  }

  private @Nullable MeterSeries series(Optional<StreamRef> stream) {
    return stream.isPresent() ? meters.of(stream.get()) : meters.total();
  }

  /** What a chart's records were, for its caption. */
  private static final class Seen {
    private final Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    private long timed;
    private long negatives;

    void add(MeterSlice slice) {
      types.addAll(slice.timestampTypes());
      timed += slice.latency().total();
      negatives += slice.negatives();
    }

    String caption(String unit) {
      if (timed == 0 && negatives == 0) {
        return unit;
      }
      String caption = unit + ", " + LatencyKind.of(types) + ", n = " + Wording.count(timed);
      return negatives == 0
          ? caption
          : caption + ", " + Wording.count(negatives) + " stamped after receipt: clocks differ";
    }
  }

  private interface SliceAdder {
    void add(MeterSlice slice, int point);
  }

  /** Walks over all slices, calling {@code closePoint} after the last of each point. */
  private void eachPoint(
      TimeGrid grid,
      @Nullable MeterSeries series,
      Seen seen,
      java.util.function.IntConsumer closePoint,
      SliceAdder adder) {
    if (series == null) {
      return;
    }
    int[] open = {-1};
    scratch.reset();
    series.each(
        grid.from(),
        Math.min(grid.to(), closed + 1),
        (slice, second) -> {
          int point = Math.max(0, grid.pointOf(second));
          if (point != open[0]) {
            if (open[0] >= 0) {
              closePoint.accept(open[0]);
              scratch.reset();
            }
            open[0] = point;
          }
          seen.add(slice);
          adder.add(slice, point);
        });
    if (open[0] >= 0) {
      closePoint.accept(open[0]);
    }
  }

  private double[] values(@Nullable Track track, TimeGrid grid) {
    double[] values = gaps(grid);
    if (track != null) {
      for (int point = 0; point < values.length; point++) {
        values[point] = track.over(grid.start(point), Math.min(grid.end(point), closed + 1));
      }
    }
    return values;
  }

  private static double[] gaps(TimeGrid grid) {
    double[] gaps = new double[grid.points()];
    Arrays.fill(gaps, Double.NaN);
    return gaps;
  }

  private TimeGrid grid(int most) {
    return switch (range) {
      case ChartRange.Live(Duration span) ->
          TimeGrid.of(closed + 1 - Math.max(10, span.toSeconds()), closed + 1, most, closed + 1);
      case ChartRange.Fixed(var from, var to) -> {
        long first = from.getEpochSecond();
        long last = Math.max(first + 1, Math.ceilDiv(to.toEpochMilli(), 1_000L));
        yield TimeGrid.of(first, last, most, closed + 1);
      }
    };
  }

  private static Chart lines(
      ChartQuery query,
      TimeGrid grid,
      List<Series> series,
      List<Chart.Shade> shades,
      String caption) {
    return new Chart.Lines(
        query, grid.from() * 1_000, grid.to() * 1_000, grid.epochMillis(), series, shades, caption);
  }

  /** The one group asked for, or the worst few that ever lag. */
  private List<GroupRow> shown(Optional<GroupRef> group, ToDoubleFunction<GroupRow> badness) {
    List<GroupRow> rows = new ArrayList<>();
    for (GroupStanding standing : groups.worst()) {
      GroupRow row = standing.row();
      if (group.isPresent() ? row.group().equals(group.get()) : badness.applyAsDouble(row) >= 0) {
        rows.add(row);
      }
    }
    rows.sort((a, b) -> Double.compare(badness.applyAsDouble(b), badness.applyAsDouble(a)));
    return rows.subList(0, Math.min(MOST_GROUPS, rows.size()));
  }

  private static double behindMillis(GroupRow row) {
    return row.lagTime() instanceof dev.weir.engine.lag.LagTime.Known(long millis, _) ? millis : -1;
  }

  private static SeriesRole role(Severity severity) {
    return switch (severity) {
      case OK, UNKNOWN -> SeriesRole.GROUP_OK;
      case WARNING -> SeriesRole.GROUP_WARNING;
      case CRITICAL -> SeriesRole.GROUP_CRITICAL;
    };
  }

  private static List<Chart.Shade> above(
      double[] values, TimeGrid grid, double limit, String reason) {
    List<Chart.Shade> shades = new ArrayList<>();
    int start = -1;
    for (int point = 0; point <= values.length; point++) {
      boolean over = point < values.length && values[point] > limit;
      if (over && start < 0) {
        start = point;
      } else if (!over && start >= 0) {
        shades.add(new Chart.Shade(grid.start(start) * 1_000, grid.end(point - 1) * 1_000, reason));
        start = -1;
      }
    }
    return shades;
  }

  /** Overlapping stretches become one, so that nothing is shaded twice. */
  private static List<Chart.Shade> merged(List<Chart.Shade> shades) {
    List<Chart.Shade> sorted = new ArrayList<>(shades);
    sorted.sort(java.util.Comparator.comparingLong(Chart.Shade::fromMillis));
    List<Chart.Shade> merged = new ArrayList<>();
    for (Chart.Shade shade : sorted) {
      Chart.Shade last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && shade.fromMillis() <= last.toMillis()) {
        String reason =
            last.reason().contains(shade.reason())
                ? last.reason()
                : last.reason() + "; " + shade.reason();
        merged.set(
            merged.size() - 1,
            new Chart.Shade(
                last.fromMillis(), Math.max(last.toMillis(), shade.toMillis()), reason));
      } else {
        merged.add(shade);
      }
    }
    return merged;
  }

  /** A feed as its reader and the engine share it. */
  public static final class Feed implements ChartFeed {
    private final ChartQuery query;
    private final Slot<Chart> slot;
    private final Consumer<Feed> onClose;

    private Feed(ChartQuery query, Consumer<Feed> onClose) {
      this.query = query;
      this.onClose = onClose;
      slot =
          new Slot<>(
              query instanceof ChartQuery.LatencyHeatmap
                  ? new Chart.Heat(query, 0, 1, 1, new double[] {1}, new float[0], "")
                  : new Chart.Lines(query, 0, 1, new long[0], List.of(), List.of(), ""));
    }

    @Override
    public Slot<Chart> slot() {
      return slot;
    }

    @Override
    public void close() {
      onClose.accept(this);
    }
  }
}
