package dev.weir.engine.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.fixture.ManualClock;
import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.engine.meter.Meter;
import dev.weir.engine.meter.MeterBoard;
import dev.weir.engine.publish.TableQuery;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamBoardTest {
  private final ManualClock clock = new ManualClock(1_790_000_000_000L);
  private final MemoryBroker broker = new MemoryBroker("shop", clock, clock::nanos);
  private final MeterBoard meters = new MeterBoard(1 << 20);
  private final StreamBoard board = new StreamBoard(meters);
  private final StreamRef orders = broker.create("orders", 2);

  private void second() {
    clock.forward(Duration.ofSeconds(1));
    board.listed("shop", broker.streams(), clock.millis());
    board.polled(broker.ends(broker.streams().stream().map(info -> info.stream()).toList()));
    close();
  }

  private void close() {
    board.close(clock.millis() / 1_000 - 1, clock.millis(), List.of(), _ -> 0);
  }

  private StreamRow row() {
    return board.rows().stream().filter(r -> r.stream().equals(orders)).findFirst().orElseThrow();
  }

  @Test
  void ratesFollowFromEnds() {
    for (int i = 0; i < 20; i++) {
      for (int n = 0; n < 30; n++) {
        broker.append(orders, 0, "x");
      }
      for (int n = 0; n < 10; n++) {
        broker.append(orders, 1, "x");
      }
      second();
    }
    assertThat(row().recordsPerSecond().orElseThrow()).isEqualTo(40);
    assertThat(row().skew().orElseThrow()).isEqualTo(1.5);
    assertThat(row().length()).isEqualTo(800);
    assertThat(board.produced().at(clock.millis() / 1_000 - 1)).isEqualTo(40);
  }

  @Test
  void aStreamMadeAnewEndsTheSeriesWithoutASpike() {
    for (int i = 0; i < 15; i++) {
      broker.append(orders, 0, "a", "b");
      second();
    }
    broker.create("orders", 2);
    broker.append(orders, 0, "first");
    second();
    assertThat(row().recordsPerSecond()).as("no rate from two different streams").isEmpty();
    assertThat(board.produced().at(clock.millis() / 1_000 - 1)).isNaN();
    assertThat(board.seriesEnds())
        .as("told once, though the listing and the ends both tell it")
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.stream()).isEqualTo(orders);
              assertThat(end.why()).isEqualTo("it was deleted and created again");
            });
    broker.append(orders, 0, "second");
    second();
    assertThat(row().recordsPerSecond().orElseThrow()).isEqualTo(1);
  }

  @Test
  void aStreamThatIsSeenToBeGoneBeforeItIsMadeAnewEndsItsSeriesOnce() {
    broker.append(orders, 0, "a", "b");
    second();
    var listed = broker.streams();
    board.listed("shop", List.of(), clock.millis());
    board.listed("shop", listed, clock.millis());
    assertThat(board.seriesEnds())
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.stream()).isEqualTo(orders);
              assertThat(end.why()).isEqualTo("it was deleted");
            });
    close();
    assertThat(row().recordsPerSecond()).as("nothing is known of the new one").isEmpty();
  }

  @Test
  void aLogThatIsCutBackEndsItsSeriesAndDrawsNoSpike() {
    for (int i = 0; i < 5; i++) {
      broker.append(orders, 0, "a", "b");
      second();
    }
    broker.truncate(orders, 0, 4);
    second();
    assertThat(row().recordsPerSecond()).as("of a log that got shorter").isEmpty();
    assertThat(board.produced().at(clock.millis() / 1_000 - 1)).isNaN();
    assertThat(board.seriesEnds())
        .singleElement()
        .satisfies(end -> assertThat(end.why()).isEqualTo("partition 0 was cut back from 10 to 4"));
    broker.append(orders, 0, "c");
    second();
    assertThat(row().recordsPerSecond().orElseThrow()).isEqualTo(1);
  }

  @Test
  void withoutACountOfAdditionsTheRateIsALowerBoundAndSaysSo() {
    broker.countsAppends(false);
    for (int i = 0; i < 5; i++) {
      broker.append(orders, 0, "a", "b");
      second();
    }
    broker.truncate(orders, 0, 1);
    second();
    assertThat(row().recordsPerSecond().orElseThrow())
        .as("what was trimmed is not taken off")
        .isBetween(1.0, 2.0);
    assertThat(row().problem().orElseThrow()).contains("lower bound");
    assertThat(board.seriesEnds()).as("a trim is no end").isEmpty();
  }

  @Test
  void aBrokerThatIsAwayIsAGapAndNotZero() {
    for (int i = 0; i < 5; i++) {
      broker.append(orders, 0, "a");
      second();
    }
    for (int i = 0; i < 60; i++) {
      clock.forward(Duration.ofSeconds(1));
      close();
    }
    assertThat(row().recordsPerSecond()).isEmpty();
    assertThat(board.produced().at(clock.millis() / 1_000 - 1)).isNaN();
    assertThat(row().length()).as("what was known stays").isEqualTo(5);
  }

  @Test
  void whatIsMeteredIsExact() {
    second();
    var meter = new Meter();
    meter.record(MemoryBatch.aged(orders, clock.millis(), 5, 7, 9));
    long second = clock.millis() / 1_000;
    clock.forward(Duration.ofSeconds(1));
    meters.add(second, List.of(orders), Map.of(orders, meter.cut()), _ -> true);
    board.close(second, clock.millis(), List.of(), _ -> 2);
    assertThat(row().recordsPerSecond().orElseThrow()).isEqualTo(3);
    assertThat(row().bytesPerSecond().orElseThrow()).isEqualTo(18);
    assertThat(row().latencyP99Millis().orElseThrow()).isBetween(9.0, 9.1);
    assertThat(row().groups()).isEqualTo(2);
  }

  @Test
  void failuresAreSharesOfWhatWasProduced() {
    StreamRef retry = broker.create("orders-retry-1", 1);
    StreamRef dead = broker.create("orders-dlt", 1);
    for (int i = 0; i < 61; i++) {
      for (int n = 0; n < 50; n++) {
        broker.append(orders, 0, "x");
      }
      broker.append(retry, 0, "x", "x", "x");
      broker.append(dead, 0, "x");
      second();
    }
    long end = clock.millis() / 1_000;
    assertThat(board.errorPercent(end - 50, end)).isEqualTo(8);
    assertThat(board.deadLetters())
        .singleElement()
        .satisfies(
            letters -> {
              assertThat(letters.records()).isEqualTo(61);
              assertThat(letters.sinceIsExact()).isFalse();
            });
    board.oldest(dead, 1_234);
    close();
    assertThat(board.deadLetters().getFirst().sinceMillis()).isEqualTo(1_234);
  }

  @Test
  void theTableIsFilteredAndSortedAsAsked() {
    broker.create("payments", 1);
    broker.create("__commits", 1);
    broker.append(orders, 0, "x");
    second();
    assertThat(names(new TableQuery("", "length", true, TableQuery.Rows.RELEVANT)))
        .containsExactly("orders", "payments");
    assertThat(names(new TableQuery("PAY", "name", false, TableQuery.Rows.RELEVANT)))
        .containsExactly("payments");
    assertThat(names(new TableQuery("", "name", true, TableQuery.Rows.ALL)))
        .containsExactly("payments", "orders", "__commits");
    assertThat(board.table(new TableQuery("pay", "name", false, TableQuery.Rows.RELEVANT)).total())
        .isEqualTo(3);
  }

  private List<String> names(TableQuery query) {
    return board.table(query).rows().stream().map(row -> row.stream().name()).toList();
  }
}
