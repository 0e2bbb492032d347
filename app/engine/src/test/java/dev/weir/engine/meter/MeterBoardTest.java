package dev.weir.engine.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeterBoardTest {
  private static final StreamRef ORDERS = new StreamRef("shop", "orders");
  private static final StreamRef RETRIES = new StreamRef("shop", "orders-retry");
  private static final long SECOND = 1_790_000_000L;

  private final MeterBoard board = new MeterBoard(1 << 20);
  private final Meter all = new Meter();

  @Test
  void aSummaryIsOfAllRecordsOfItsTimeTogether() {
    add(SECOND, -7, 1, 2, 3, 1_000);
    add(SECOND + 1, 4, 5, 6, 40, 90_000);
    meter(RETRIES, SECOND + 1, 500_000);
    meter(ORDERS, SECOND + 2, 700_000);

    LatencySummary summary = board.summary(SECOND, SECOND + 2);

    assertThat(summary)
        .as("as if one meter had timed them, without retries and what came later")
        .isEqualTo(
            new LatencySummary(
                "create → console, CreateTime",
                all.timed(),
                all.percentileMillis(50),
                all.percentileMillis(90),
                all.percentileMillis(95),
                all.percentileMillis(99),
                all.percentileMillis(99.9),
                all.maxMillis(),
                1,
                7,
                0));
    assertThat(summary.timed()).isEqualTo(9);
  }

  @Test
  void whereNothingWasTimedNothingIsKnown() {
    LatencySummary summary = board.summary(SECOND, SECOND + 60);

    assertThat(summary.timed()).isZero();
    assertThat(summary.p999Millis()).isNaN();
    assertThat(summary.maxMillis()).isNaN();
  }

  private void add(long second, long... ages) {
    all.record(MemoryBatch.aged(ORDERS, second * 1_000, ages));
    meter(ORDERS, second, ages);
  }

  private void meter(StreamRef stream, long second, long... ages) {
    var meter = new Meter();
    meter.record(MemoryBatch.aged(stream, second * 1_000, ages));
    board.add(second, List.of(stream), Map.of(stream, meter.cut()), ORDERS::equals);
  }
}
