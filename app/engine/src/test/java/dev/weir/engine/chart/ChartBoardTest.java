package dev.weir.engine.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.engine.lag.GroupBoard;
import dev.weir.engine.lag.LagLimits;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.publish.Gate;
import dev.weir.engine.streams.StreamBoard;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ChartBoardTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");
  private static final LagLimits LIMITS =
      new LagLimits(Duration.ofSeconds(30), Duration.ofMinutes(2));
  private static final long START = 1_790_000_000L;

  private final MeterBoard meters = new MeterBoard(1 << 26);
  private final ChartBoard board =
      new ChartBoard(meters, new StreamBoard(meters), new GroupBoard(), new Gate());
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
    assertThat(chart.caption()).isEqualTo("ms, create → console, CreateTime, n = 80");
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

  @Property
  void aGridIsBoundedAndCoversItsRange(
      @ForAll @LongRange(min = 1_700_000_000L, max = 1_800_000_000L) long from,
      @ForAll @LongRange(min = 1, max = 86_400) long span) {
    TimeGrid grid = TimeGrid.of(from, from + span, 600, from + span);
    assertThat(grid.points()).isBetween(1, 601);
    assertThat(grid.from()).isLessThanOrEqualTo(from);
    assertThat(grid.to()).isGreaterThanOrEqualTo(from + span);
    assertThat(grid.from() % grid.step()).isZero();
  }
}
