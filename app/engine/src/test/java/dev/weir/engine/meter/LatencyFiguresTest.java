package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.StreamRef;
import org.junit.jupiter.api.Test;

class LatencyFiguresTest {
  private final MeterSeries series = new MeterSeries();

  @Test
  void nothingTimedIsUnknownAndNotZero() {
    LatencyFigures figures = LatencyFigures.of(series, 100, 60);
    assertThat(figures.n()).isZero();
    assertThat(figures.maxMillis()).isNaN();
    assertThat(figures.negativeShare()).isNaN();
    assertThat(figures.percentiles())
        .hasSize(5)
        .allSatisfy(one -> assertThat(one.millis()).as("p" + one.percent()).isNaN());
  }

  @Test
  void aPercentileIsToldOnlyWhereEnoughRecordsLieBeyondIt() {
    second(99, 600, 0);
    second(98, 500, 0);
    LatencyFigures figures = LatencyFigures.of(series, 100, 60);
    assertThat(figures.n()).isEqualTo(1_100);
    assertThat(figures.percentiles())
        .filteredOn(one -> !Double.isNaN(one.millis()))
        .extracting(LatencyFigures.Percentile::percent)
        .as("p99.9 needs 10,000 records")
        .containsExactly(50.0, 90.0, 95.0, 99.0);
    assertThat(figures.percentiles().getLast().needed()).isEqualTo(10_000);
    assertThat(figures.kind()).isEqualTo("create → console, CreateTime");
  }

  @Test
  void negativesAreAShareOfAllThatWereSeen() {
    second(99, 300, 100);
    assertThat(LatencyFigures.of(series, 100, 60).negativeShare()).isEqualTo(0.25);
  }

  @Test
  void secondsBeforeAreLeftOut() {
    second(10, 5_000, 0);
    second(99, 30, 0);
    assertThat(LatencyFigures.of(series, 100, 60).n()).isEqualTo(30);
  }

  private void second(long second, int records, int negatives) {
    long[] ages = new long[records + negatives];
    for (int i = 0; i < ages.length; i++) {
      ages[i] = i < records ? 1 + i / 10 : -5;
    }
    var meter = new Meter();
    meter.record(MemoryBatch.aged(new StreamRef("shop", "orders"), 1_790_000_000_000L, ages));
    series.put(second, meter.cut());
  }
}
