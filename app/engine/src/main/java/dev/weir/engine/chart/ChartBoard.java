package dev.weir.engine.chart;

import dev.weir.engine.alert.AlertCurve;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.history.Metric;
import dev.weir.engine.history.Resolution;
import dev.weir.engine.history.SeriesKey;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.GroupBoard.GroupStanding;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.meter.LatencyCounts;
import dev.weir.engine.meter.LatencyKind;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.meter.MeterSeries;
import dev.weir.engine.meter.MeterSlice;
import dev.weir.engine.meter.Percentiles;
import dev.weir.engine.meter.Track;
import dev.weir.engine.publish.Attendance;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Draws up the charts that are open: once a second while somebody looks. Confined to the engine's
 * thread.
 */
public final class ChartBoard {
  private static final int MOST_POINTS = 600;
  private static final int MOST_COLUMNS = 160;
  private static final int MOST_GROUPS = GroupColours.MOST;
  private static final int ERROR_WINDOW_SECONDS = 60;

  private final MeterBoard meters;
  private final StreamBoard streams;
  private final GroupBoard groups;
  private final Gate gate;
  private final History history;
  private final MarksOfCharts marks = new MarksOfCharts();
  private final HeatRows heatRows = new HeatRows();
  private final GroupColours groupColours = new GroupColours();
  private final Histogram whole = Meter.newHistogram();
  private final List<Feed> feeds = new ArrayList<>();

  private Curves curves = alert -> Optional.empty();
  private ChartRange range = new ChartRange.Live(Duration.ofMinutes(5));
  private long closed;
  private long closedAtMillis;
  private Attendance attendance = Attendance.PRESENT;
  private @Nullable Past past;
  private LagLimits limits = new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));

  /** Where curves of alerts come from. */
  @FunctionalInterface
  public interface Curves {
    /** Empty where an alert's series is not followed any more. */
    Optional<AlertCurve> of(long alert);
  }

  /** Older slices than memory has. */
  @FunctionalInterface
  public interface History {
    /** Returns at once; {@code answer} is called later, on the engine's thread. */
    void load(Past.Need need, Consumer<Past> answer);
  }

  public ChartBoard(
      MeterBoard meters, StreamBoard streams, GroupBoard groups, Gate gate, History history) {
    this.meters = meters;
    this.streams = streams;
    this.groups = groups;
    this.gate = gate;
    this.history = history;
  }

  /** All deploy marks from now on, oldest first. */
  public void marks(List<DeployMark> all, DeployMark.Reads reads) {
    marks.are(all, reads);
    drawAll();
  }

  /** What alerts are about, from now on. */
  public void alerts(Curves of) {
    curves = of;
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
      publish(feed);
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
    if (attendance.drawnEvery().filter(every -> second % every.toSeconds() == 0).isPresent()) {
      drawAll();
    }
  }

  /** How often charts are drawn from now on; for somebody who comes back, now. */
  public void attend(Attendance now) {
    boolean isBack = now == Attendance.PRESENT && attendance != Attendance.PRESENT;
    attendance = now;
    if (isBack) {
      drawAll();
    }
  }

  private void drawAll() {
    if (closed == 0) {
      return;
    }
    for (Feed feed : feeds) {
      publish(feed);
    }
  }

  private void publish(Feed feed) {
    TimeGrid grid =
        grid(feed.query instanceof ChartQuery.LatencyHeatmap ? MOST_COLUMNS : MOST_POINTS);
    if (feed.query instanceof ChartQuery.OfAlert query) {
      gate.publish(
          feed.slot(), AlertLines.of(query, curves.of(query.alert()), marks), closedAtMillis);
      return;
    }
    past = feed.past;
    look(feed, grid);
    gate.publish(feed.slot(), draw(feed.query, grid), closedAtMillis);
  }

  /** Asks the history, if this chart reaches back further or looks closer than memory does. */
  private void look(Feed feed, TimeGrid grid) {
    long memoryFrom = memoryFrom(grid);
    if (grid.from() >= memoryFrom) {
      feed.past = null;
      past = null;
      return;
    }
    Resolution resolution =
        grid.step() < 60
            ? Resolution.SECOND
            : grid.step() < 3_600 ? Resolution.MINUTE : Resolution.HOUR;
    Set<SeriesKey> keys = keys(feed.query);
    long end = Math.min(grid.to(), memoryFrom);
    Past known = feed.past;
    boolean enough =
        known != null
            && known.need().resolution() == resolution
            && known.need().from() <= grid.from()
            && known.need().to() >= end
            && known.need().series().containsAll(keys);
    if (known != null && known.need().resolution() != resolution) {
      past = null;
    }
    if (enough || feed.loading) {
      return;
    }
    feed.loading = true;
    // Up to now, so that it lasts until memory has moved on past it.
    history.load(
        new Past.Need(keys, grid.from(), Math.min(grid.to(), closed + 1), resolution),
        loaded -> {
          feed.loading = false;
          feed.past = loaded;
          if (feeds.contains(feed)) {
            publish(feed);
          }
        });
  }

  /** From which second on memory has what a chart of this grid needs. */
  private long memoryFrom(TimeGrid grid) {
    long from =
        grid.step() < 60
            ? meters.secondsFrom(closed)
            : closed + 1 - (MeterSeries.MINUTES - 1) * 60L;
    return Math.ceilDiv(from, grid.step()) * grid.step();
  }

  private Set<SeriesKey> keys(ChartQuery query) {
    return switch (query) {
      case ChartQuery.Throughput(var stream) ->
          Set.of(Metric.RECORDS.of(stream), Metric.CONSUMED.of(stream));
      case ChartQuery.Latency(var stream) -> latencyKeys(stream);
      case ChartQuery.LatencyHeatmap(var stream) -> latencyKeys(stream);
      case ChartQuery.LagTime(var group) -> {
        Set<SeriesKey> keys = new HashSet<>();
        shown(group, ChartBoard::behindMillis)
            .forEach(row -> keys.add(Metric.LAG_SECONDS.of(row.group())));
        yield keys;
      }
      case ChartQuery.LagRecords(var group) -> {
        Set<SeriesKey> keys = new HashSet<>();
        shown(group, r -> GroupBoard.records(r.lag()))
            .forEach(row -> keys.add(Metric.LAG_RECORDS.of(row.group())));
        yield keys;
      }
      case ChartQuery.Errors() ->
          Set.of(Metric.DATA.ofAll(), Metric.FAILED.ofAll(), Metric.DIED.ofAll());
      case ChartQuery.OfAlert _ -> Set.of();
    };
  }

  private static Set<SeriesKey> latencyKeys(Optional<StreamRef> stream) {
    Set<SeriesKey> keys = new HashSet<>();
    for (Metric metric : Metric.ofLatency()) {
      keys.add(metric.of(stream));
    }
    return keys;
  }

  private Chart draw(ChartQuery query, TimeGrid grid) {
    return switch (query) {
      case ChartQuery.Throughput(Optional<StreamRef> stream) -> throughput(query, grid, stream);
      case ChartQuery.Latency(Optional<StreamRef> stream) -> latency(query, grid, stream);
      case ChartQuery.LagTime(Optional<GroupRef> group) -> lagTime(query, grid, group);
      case ChartQuery.LagRecords(Optional<GroupRef> group) -> lagRecords(query, grid, group);
      case ChartQuery.Errors() -> errors(query, grid);
      case ChartQuery.LatencyHeatmap(Optional<StreamRef> stream) -> heat(query, grid, stream);
      case ChartQuery.OfAlert alert -> AlertLines.of(alert, curves.of(alert.alert()), marks);
    };
  }

  private Chart throughput(ChartQuery query, TimeGrid grid, Optional<StreamRef> stream) {
    @Nullable Track in = stream.isPresent() ? streams.track(stream.get()) : streams.produced();
    @Nullable Track out = stream.isPresent() ? groups.consumed(stream.get()) : groups.consumed();
    List<Series> series = new ArrayList<>();
    series.add(new Series("in", SeriesRole.IN, values(in, Metric.RECORDS.of(stream), grid)));
    if (out != null) {
      series.add(new Series("out", SeriesRole.OUT, values(out, Metric.CONSUMED.of(stream), grid)));
    }
    String caption =
        stream.isPresent()
            ? "records/s appended to "
                + stream.get().name()
                + (isCounted(stream.get()) ? ", each counted" : ", by its log end")
                + ", and committed by its groups"
            : "records/s appended, and committed by groups";
    return lines(query, grid, series, ends(grid, stream), caption);
  }

  /** Whether its records are read and counted one by one, now. */
  private boolean isCounted(StreamRef stream) {
    MeterSeries series = meters.of(stream);
    return series != null && series.at(closed) != null;
  }

  /** Where a log was replaced or cut: what is left and right of it is not one series. */
  private List<Chart.Shade> ends(TimeGrid grid, Optional<StreamRef> stream) {
    List<Chart.Shade> shades = new ArrayList<>();
    for (StreamBoard.SeriesEnd end : streams.seriesEnds()) {
      long second = end.atMillis() / 1_000;
      boolean wanted = stream.isEmpty() || stream.get().equals(end.stream());
      if (wanted && second >= grid.from() && second < grid.to()) {
        int point = grid.pointOf(second);
        shades.add(
            new Chart.Shade(
                grid.start(point) * 1_000,
                grid.end(point) * 1_000,
                end.stream().name() + ": " + end.why()));
      }
    }
    return merged(shades);
  }

  private Chart latency(ChartQuery query, TimeGrid grid, Optional<StreamRef> stream) {
    double[] p50 = gaps(grid);
    double[] p95 = gaps(grid);
    double[] p99 = gaps(grid);
    var seen = new Seen();
    int[] points = {0, 0};
    LatencyCounts[] sum = {LatencyCounts.NONE};
    whole.reset();
    eachPoint(
        grid,
        stream,
        seen,
        point -> {
          if (sum[0].size() > 0) {
            p50[point] = sum[0].percentileMicros(50) / 1_000.0;
            p95[point] = sum[0].percentileMicros(95) / 1_000.0;
            p99[point] = sum[0].percentileMicros(99) / 1_000.0;
            points[0]++;
            points[1] += Percentiles.isEnough(99, sum[0].total()) ? 0 : 1;
            sum[0] = LatencyCounts.NONE;
          }
        },
        (slice, _) -> {
          sum[0] = sum[0].plus(slice.latency());
          slice.latency().addTo(whole);
        });
    List<Series> series =
        List.of(
            new Series("p50", SeriesRole.P50, p50),
            new Series("p95", SeriesRole.P95, p95),
            new Series("p99", SeriesRole.P99, p99));
    String caption = seen.caption("ms");
    if (whole.getTotalCount() > 0) {
      caption +=
          ", p90 "
              + wholePercentile(90)
              + ", p99.9 "
              + wholePercentile(99.9)
              + ", max "
              + Wording.count(whole.getMaxValue() / 1_000.0);
    }
    if (points[1] > 0) {
      caption +=
          points[1] == points[0]
              ? ", n too small for p99 in every point"
              : ", n too small for p99 in " + points[1] + " of " + points[0] + " points";
    }
    return lines(query, grid, series, List.of(), caption);
  }

  /** Of all that the chart shows, in milliseconds. */
  private String wholePercentile(double percentile) {
    return Percentiles.isEnough(percentile, whole.getTotalCount())
        ? Wording.count(whole.getValueAtPercentile(percentile) / 1_000.0)
        : "n too small";
  }

  private Chart heat(ChartQuery query, TimeGrid grid, Optional<StreamRef> stream) {
    int rows = heatRows.count();
    float[] share = new float[grid.points() * rows];
    Arrays.fill(share, Float.NaN);
    long[] counts = new long[rows];
    var seen = new Seen();
    eachPoint(
        grid,
        stream,
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
        marksOn(query, grid),
        "share of records, n = " + Wording.count(seen.timed));
  }

  private Chart lagTime(ChartQuery query, TimeGrid grid, Optional<GroupRef> group) {
    List<Series> series = new ArrayList<>();
    List<Chart.Shade> shades = new ArrayList<>();
    double critical = limits.critical().toMillis() / 1_000.0;
    List<GroupRow> rows = shown(group, ChartBoard::behindMillis);
    List<SeriesRole> roles = roles(group, rows);
    for (int i = 0; i < rows.size(); i++) {
      GroupRow row = rows.get(i);
      GroupBoard.Tracks tracks = groups.tracks(row.group());
      if (tracks != null) {
        double[] values = values(tracks.seconds(), Metric.LAG_SECONDS.of(row.group()), grid);
        series.add(new Series(row.group().name(), roles.get(i), values));
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

  private Chart lagRecords(ChartQuery query, TimeGrid grid, Optional<GroupRef> group) {
    List<Series> series = new ArrayList<>();
    List<GroupRow> rows = shown(group, r -> GroupBoard.records(r.lag()));
    List<SeriesRole> roles = roles(group, rows);
    for (int i = 0; i < rows.size(); i++) {
      GroupRow row = rows.get(i);
      GroupBoard.Tracks tracks = groups.tracks(row.group());
      if (tracks != null) {
        series.add(
            new Series(
                row.group().name(),
                roles.get(i),
                values(tracks.records(), Metric.LAG_RECORDS.of(row.group()), grid)));
      }
    }
    String caption = group.isPresent() ? "records behind" : "records behind, worst groups";
    return lines(query, grid, series, List.of(), caption);
  }

  private Chart errors(ChartQuery query, TimeGrid grid) {
    double[] percent = new double[grid.points()];
    for (int point = 0; point < percent.length; point++) {
      long from = Math.min(grid.start(point), grid.end(point) - ERROR_WINDOW_SECONDS);
      percent[point] =
          grid.end(point) > closed + 1 && grid.start(point) > closed
              ? Double.NaN
              : errorPercent(grid, from, grid.end(point));
    }
    List<Series> series =
        List.of(
            new Series("errors", SeriesRole.ERRORS, percent),
            new Series(
                "dead/s",
                SeriesRole.DEAD_LETTERS,
                values(streams.died(), Metric.DIED.ofAll(), grid)));
    return lines(query, grid, series, List.of(), "% retried or dead · dead letters/s");
  }

  private double errorPercent(TimeGrid grid, long from, long to) {
    if (past == null || from >= memoryFrom(grid)) {
      return streams.errorPercent(from, to);
    }
    double failures = past.over(Metric.FAILED.ofAll(), false, from, to);
    double records = past.over(Metric.DATA.ofAll(), false, from, to);
    return records > 0 ? 100 * failures / records : Double.NaN;
  }

  private @Nullable MeterSeries series(Optional<StreamRef> stream) {
    return stream.isPresent() ? meters.of(stream.get()) : meters.total();
  }

  /** What a chart's records were, for its caption. */
  private static final class Seen {
    private final Set<TimestampType> types = EnumSet.noneOf(TimestampType.class);
    private @Nullable MeterSlice last;
    private boolean byApplication;
    private long timed;
    private long negatives;
    private long mostNegativeMillis;
    private long bad;

    void add(MeterSlice slice) {
      if (slice == last) {
        return;
      }
      last = slice;
      types.addAll(slice.timestampTypes());
      byApplication |= slice.isByApplication();
      timed += slice.latency().total();
      negatives += slice.negatives();
      mostNegativeMillis = Math.max(mostNegativeMillis, slice.mostNegativeMillis());
      bad += slice.badTimestamps();
    }

    String caption(String unit) {
      if (timed == 0 && negatives == 0 && bad == 0) {
        return unit;
      }
      var caption = new StringBuilder(unit);
      caption.append(", ").append(LatencyKind.of(types, byApplication));
      caption.append(", n = ").append(Wording.count(timed));
      if (negatives > 0) {
        caption
            .append(", ")
            .append(Wording.count(negatives))
            .append(" stamped after receipt: clocks differ by at least ")
            .append(Wording.count(mostNegativeMillis))
            .append(" ms");
      }
      if (bad > 0) {
        caption.append(", ").append(Wording.count(bad)).append(" bad timestamps left out");
      }
      return caption.toString();
    }
  }

  private interface SliceAdder {
    void add(MeterSlice slice, int point);
  }

  /** Walks over all slices, calling {@code closePoint} after the last of each point. */
  private void eachPoint(
      TimeGrid grid,
      Optional<StreamRef> stream,
      Seen seen,
      java.util.function.IntConsumer closePoint,
      SliceAdder adder) {
    int[] open = {-1};
    ObjLongConsumer<MeterSlice> visitor =
        (slice, second) -> {
          int point = Math.max(0, grid.pointOf(second));
          if (point != open[0]) {
            if (open[0] >= 0) {
              closePoint.accept(open[0]);
            }
            open[0] = point;
          }
          seen.add(slice);
          adder.add(slice, point);
        };
    long end = Math.min(grid.to(), closed + 1);
    long memoryFrom = grid.from();
    Past loaded = past;
    if (loaded != null) {
      memoryFrom = Math.clamp(memoryFrom(grid), grid.from(), end);
      loaded.each(Metric.LATENCY.of(stream), grid.from(), memoryFrom, grid.step(), visitor);
    }
    MeterSeries series = series(stream);
    if (series != null) {
      series.each(memoryFrom, end, visitor);
    }
    if (open[0] >= 0) {
      closePoint.accept(open[0]);
    }
  }

  private double[] values(@Nullable Track track, SeriesKey key, TimeGrid grid) {
    double[] values = gaps(grid);
    long memoryFrom = memoryFrom(grid);
    boolean peak = Metric.of(key).map(Metric::isPeak).orElse(false);
    for (int point = 0; point < values.length; point++) {
      long end = Math.min(grid.end(point), closed + 1);
      if (past != null && grid.start(point) < memoryFrom) {
        values[point] = past.over(key, peak, grid.start(point), end);
      } else if (track != null) {
        values[point] = track.over(grid.start(point), end);
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

  private List<DeployMark> marksOn(ChartQuery query, TimeGrid grid) {
    return marks.of(MarksOfCharts.about(query), grid.from() * 1_000, grid.to() * 1_000);
  }

  private Chart lines(
      ChartQuery query,
      TimeGrid grid,
      List<Series> series,
      List<Chart.Shade> shades,
      String caption) {
    return new Chart.Lines(
        query,
        grid.from() * 1_000,
        grid.to() * 1_000,
        grid.epochMillis(),
        series,
        shades,
        marksOn(query, grid),
        caption);
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

  private List<SeriesRole> roles(Optional<GroupRef> group, List<GroupRow> rows) {
    return group.isPresent()
        ? rows.stream().map(row -> role(row.severity())).toList()
        : groupColours.of(rows.stream().map(GroupRow::group).toList());
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

    /** Confined to the engine's thread. */
    private @Nullable Past past;

    private boolean loading;

    private Feed(ChartQuery query, Consumer<Feed> onClose) {
      this.query = query;
      this.onClose = onClose;
      slot =
          new Slot<>(
              query instanceof ChartQuery.LatencyHeatmap
                  ? new Chart.Heat(query, 0, 1, 1, new double[] {1}, new float[0], List.of(), "")
                  : new Chart.Lines(query, 0, 1, new long[0], List.of(), List.of(), List.of(), ""));
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
