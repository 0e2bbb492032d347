package dev.weir.engine.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.engine.history.HistoryStore;
import dev.weir.engine.history.Measurement;
import dev.weir.engine.history.Metric;
import dev.weir.engine.history.Resolution;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.mark.DeployMark;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.publish.Attendance;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartBoardTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");
  private static final LagLimits LIMITS =
      new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));
  private static final long START = 1_790_000_000L;

  private final MeterBoard meters = new MeterBoard(1 << 26);
  private final ChartBoard board =
      new ChartBoard(meters, new StreamBoard(meters), new GroupBoard(), new Gate(), (_, _) -> {});
  private final Meter meter = new Meter();

  private void second(long second, long... ages) {
    if (ages.length > 0) {
      meter.record(MemoryBatch.aged(ORDERS, second * 1_000, ages));
    }
    meters.add(second, List.of(ORDERS), Map.of(ORDERS, meter.cut()), _ -> true);
  }

  private Chart draw(ChartQuery query) {
    ChartBoard.Feed feed = ChartBoard.feed(query, _ -> {});
    board.open(feed);
    return feed.slot().latest().value();
  }

  private static Series series(Chart chart, String name) {
    return ((Chart.Lines) chart)
        .series().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void secondsNobodyWatchedAreAGap() {
    for (int i = 0; i < 60; i++) {
      if (i < 20 || i >= 40) {
        second(START + i, 10, 20);
      }
    }
    board.close(START + 59, (START + 60) * 1_000, LIMITS);
    board.show(new ChartRange.Live(Duration.ofMinutes(1)));
    Chart.Lines chart = (Chart.Lines) draw(new ChartQuery.Latency(Optional.empty()));
    double[] p99 = series(chart, "p99").values();
    assertThat(p99).hasSize(60);
    assertThat(p99[19]).isBetween(20.0, 20.2);
    assertThat(p99[20]).isNaN();
    assertThat(p99[39]).isNaN();
    assertThat(p99[40]).isBetween(20.0, 20.2);
    assertThat(chart.epochMillis()[40]).isEqualTo((START + 40) * 1_000);
    assertThat(chart.caption())
        .isEqualTo(
            "ms, create → console, CreateTime, n = 80, p90 n too small, p99.9 n too small, max 20,"
                + " n too small for p99 in every point");
  }

  @Test
  void whoComesBackSeesChartsOfNow() {
    ChartBoard.Feed feed = ChartBoard.feed(new ChartQuery.Latency(Optional.empty()), _ -> {});
    board.open(feed);
    // The first of five seconds.
    assertThat(START % 5).isZero();
    closeSeconds(0, 1);
    long version = feed.slot().latest().version();
    board.attend(Attendance.RESTING);
    closeSeconds(1, 5);
    assertThat(feed.slot().latest().version()).as("drawn while it rests").isEqualTo(version);
    closeSeconds(5, 6);
    assertThat(feed.slot().latest().version()).as("drawn each fifth second").isEqualTo(version + 1);
    board.attend(Attendance.ASLEEP);
    // The eleventh of them begins a half minute.
    closeSeconds(6, 36);
    assertThat(feed.slot().latest().version()).as("drawn twice a minute").isEqualTo(version + 2);
    board.attend(Attendance.ABSENT);
    closeSeconds(36, 43);
    assertThat(feed.slot().latest().version()).as("drawn unseen").isEqualTo(version + 2);
    board.attend(Attendance.PRESENT);
    Chart.Lines chart = (Chart.Lines) feed.slot().latest().value();
    assertThat(chart.epochMillis()).as("up to the last second").endsWith((START + 42) * 1_000);
  }

  private void closeSeconds(int from, int to) {
    for (int i = from; i < to; i++) {
      second(START + i, 10, 20);
      board.close(START + i, (START + i + 1) * 1_000, LIMITS);
    }
  }

  @Test
  void aPointsPercentileIsThatOfAllItsRecords() {
    for (int i = 0; i < 1_200; i++) {
      // One slow second in ten: averaging percentiles would hide it.
      second(START + i, i % 10 == 0 ? 1_000 : 10);
    }
    board.close(START + 1_199, (START + 1_200) * 1_000, LIMITS);
    board.show(
        new ChartRange.Fixed(Instant.ofEpochSecond(START), Instant.ofEpochSecond(START + 1_200)));
    Chart chart = draw(new ChartQuery.Latency(Optional.of(ORDERS)));
    assertThat(series(chart, "p50").values()).hasSizeLessThanOrEqualTo(600);
    double[] p99 = series(chart, "p99").values();
    assertThat(p99[0]).isBetween(1_000.0, 1_010.0);
    assertThat(p99[1]).isBetween(10.0, 10.1);
  }

  @Test
  void zoomsDownToASecond() {
    for (int i = 0; i < 60; i++) {
      second(START + i, i + 1);
    }
    board.close(START + 59, (START + 60) * 1_000, LIMITS);
    board.show(
        new ChartRange.Fixed(Instant.ofEpochSecond(START + 30), Instant.ofEpochSecond(START + 31)));
    Chart.Lines chart = (Chart.Lines) draw(new ChartQuery.Latency(Optional.empty()));
    assertThat(chart.fromMillis()).isEqualTo((START + 30) * 1_000);
    assertThat(series(chart, "p50").values()).hasSize(1);
    assertThat(series(chart, "p50").last()).isBetween(31.0, 31.3);
  }

  @Test
  void sharesOfAColumnMakeOne() {
    second(START, 1, 1, 5, 50, 500, 120_000);
    second(START + 2, 7);
    board.close(START + 2, (START + 3) * 1_000, LIMITS);
    Chart.Heat heat = (Chart.Heat) draw(new ChartQuery.LatencyHeatmap(Optional.empty()));
    int rows = heat.rowFloorMillis().length;
    int column = (int) ((START * 1_000 - heat.fromMillis()) / heat.columnMillis());
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      sum += heat.share()[column * rows + row];
    }
    assertThat(sum).isBetween(0.999, 1.001);
    assertThat(heat.share()[column * rows]).as("1 ms").isBetween(0.14f, 0.34f);
    assertThat(heat.share()[column * rows + rows - 1]).as("open above").isPositive();
    assertThat(heat.share()[0]).as("before anybody watched").isNaN();
  }

  @Test
  void aStretchOfHoursAgoIsReadFromTheHistoryByTheSecond(@TempDir Path folder) throws Exception {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(START + 20_000));
    try (HistoryStore store =
        new HistoryStore(
            folder.resolve("history.db"),
            () -> new HistoryStore.Limits(Duration.ofHours(24), 1 << 26),
            clock)) {
      for (int i = 0; i < 120; i++) {
        var histogram = new Histogram(1, 3_600_000_000L, 2);
        histogram.recordValueWithCount((i + 1) * 1_000L, 10);
        store.append(
            START + i,
            List.of(
                new Measurement.Figure(Metric.RECORDS.ofAll(), i),
                new Measurement.Figure(Metric.BY_ENTRY_ID.ofAll(), 10),
                new Measurement.Figure(Metric.NEGATIVES.ofAll(), 1),
                new Measurement.Figure(Metric.MOST_NEGATIVE.ofAll(), 30 + i),
                new Measurement.Distribution(Metric.LATENCY.ofAll(), histogram)));
        store.series(); // Its queue is as long as a console needs it.
      }
      List<Runnable> mailbox = new ArrayList<>();
      var zoomed =
          new ChartBoard(
              meters,
              new StreamBoard(meters),
              new GroupBoard(),
              new Gate(),
              (need, answer) -> {
                Past loaded = Past.load(store, need);
                mailbox.add(() -> answer.accept(loaded));
              });
      zoomed.close(START + 20_000, (START + 20_001) * 1_000, LIMITS);
      zoomed.show(
          new ChartRange.Fixed(
              Instant.ofEpochSecond(START + 30), Instant.ofEpochSecond(START + 40)));
      ChartBoard.Feed rates = ChartBoard.feed(new ChartQuery.Throughput(Optional.empty()), _ -> {});
      ChartBoard.Feed latencies =
          ChartBoard.feed(new ChartQuery.Latency(Optional.empty()), _ -> {});
      zoomed.open(rates);
      zoomed.open(latencies);
      assertThat(series(rates.slot().latest().value(), "in").values())
          .as("before the file has answered")
          .hasSize(10)
          .containsOnly(Double.NaN);
      assertThat(mailbox).as("asked once for each chart").hasSize(2);
      zoomed.close(START + 20_001, (START + 20_002) * 1_000, LIMITS);
      assertThat(mailbox).as("and not again while it is asked").hasSize(2);
      mailbox.forEach(Runnable::run);
      assertThat(series(rates.slot().latest().value(), "in").values())
          .containsExactly(30, 31, 32, 33, 34, 35, 36, 37, 38, 39);
      Chart latency = latencies.slot().latest().value();
      assertThat(series(latency, "p50").values()[5]).isBetween(36.0, 36.3);
      assertThat(((Chart.Lines) latency).caption())
          .isEqualTo(
              "ms, entry id → console, EntryId, n = 100, 10 stamped after receipt: clocks differ by"
                  + " at least 69 ms, p90 39, p99.9 n too small, max 40, n too small for p99 in"
                  + " every point");
      zoomed.close(START + 20_002, (START + 20_003) * 1_000, LIMITS);
      assertThat(mailbox).as("what stands still is not read again").hasSize(2);
      // Minutes of the last day are in memory.
      zoomed.show(
          new ChartRange.Fixed(
              Instant.ofEpochSecond(START - 7_200), Instant.ofEpochSecond(START + 7_200)));
      assertThat(mailbox).as("a stretch drawn by the minute").hasSize(2);
    }
  }

  @Test
  void whereSecondsAreNoLongerKeptTheirMinuteIsDrawn(@TempDir Path folder) throws Exception {
    long minute = START / 60 * 60;
    long now = minute + 20_000;
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(now));
    try (HistoryStore store =
        new HistoryStore(
            folder.resolve("history.db"),
            () -> new HistoryStore.Limits(Duration.ofHours(24), 1 << 26),
            clock)) {
      for (int i = 0; i < 61; i++) {
        store.append(minute + i, List.of(new Measurement.Figure(Metric.RECORDS.ofAll(), 7)));
        store.series();
      }
      Past.Need need =
          new Past.Need(Set.of(Metric.RECORDS.ofAll()), minute, minute + 120, Resolution.SECOND);
      Past whole = Past.load(store, need);
      assertThat(whole.over(Metric.RECORDS.ofAll(), false, minute + 60, minute + 61)).isEqualTo(7);
      store.append(now - 1, List.of(new Measurement.Figure(Metric.RECORDS.ofAll(), 1)));
    }
    try (var connection =
            java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("history.db"));
        var statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM second WHERE at < " + (minute + 60));
    }
    try (HistoryStore store =
        new HistoryStore(
            folder.resolve("history.db"),
            () -> new HistoryStore.Limits(Duration.ofHours(24), 1 << 26),
            clock)) {
      Past.Need need =
          new Past.Need(Set.of(Metric.RECORDS.ofAll()), minute, minute + 120, Resolution.SECOND);
      Past past = Past.load(store, need);
      assertThat(past.over(Metric.RECORDS.ofAll(), false, minute + 17, minute + 18)).isEqualTo(7);
      assertThat(past.over(Metric.RECORDS.ofAll(), false, minute - 1, minute)).isNaN();
    }
  }

  @Property
  void aGridIsBoundedAndCoversItsRange(
      @ForAll @LongRange(min = 1_700_000_000L, max = 1_800_000_000L) long from,
      @ForAll @LongRange(min = 1, max = 30 * 86_400) long span) {
    TimeGrid grid = TimeGrid.of(from, from + span, 600, from + span);
    assertThat(grid.points()).isBetween(1, 601);
    assertThat(grid.from()).isLessThanOrEqualTo(from);
    assertThat(grid.to()).isGreaterThanOrEqualTo(from + span);
    assertThat(grid.from() % grid.step()).isZero();
  }

  @Test
  void deployMarksAreOnTheChartsThatTheyConcern() {
    for (int i = 0; i < 20; i++) {
      second(START + i, 40);
      board.close(START + i, (START + i) * 1_000, LIMITS);
    }
    DeployMark all = mark(1, START + 5, About.EVERYTHING);
    DeployMark ours = mark(2, START + 7, new About("shop", "orders", ""));
    DeployMark others = mark(3, START + 9, new About("shop", "payments", ""));
    DeployMark ofReader = mark(4, START + 11, new About("shop", "", "billing"));
    board.marks(
        List.of(mark(5, START - 9_000, About.EVERYTHING), all, ours, others, ofReader),
        (group, stream) -> group.name().equals("billing") && stream.equals(ORDERS));
    assertThat(draw(new ChartQuery.Throughput(Optional.empty())).marks())
        .containsExactly(all, ours, others, ofReader);
    assertThat(draw(new ChartQuery.Latency(Optional.of(ORDERS))).marks())
        .containsExactly(all, ours, ofReader);
    assertThat(draw(new ChartQuery.LatencyHeatmap(Optional.of(ORDERS))).marks())
        .containsExactly(all, ours, ofReader);
    assertThat(draw(new ChartQuery.LagTime(Optional.of(new GroupRef("shop", "billing")))).marks())
        .containsExactly(all, ours, ofReader);
    assertThat(draw(new ChartQuery.LagTime(Optional.of(new GroupRef("shop", "audit")))).marks())
        .containsExactly(all);
  }

  private static DeployMark mark(long id, long second, About about) {
    return new DeployMark(id, second * 1_000, "release " + id, about, "ci");
  }
}
