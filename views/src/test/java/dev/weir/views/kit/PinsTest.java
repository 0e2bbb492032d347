package dev.weir.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.chart.ChartQuery;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.views.fake.FakeSettings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PinsTest {
  private static final ChartQuery THROUGHPUT =
      new ChartQuery.Throughput(Optional.of(new StreamRef("my shop, main", "orders/eu 1")));
  private static final ChartQuery BEHIND =
      new ChartQuery.LagTime(Optional.of(new GroupRef("shop", "billing")));

  private final Pins pins = new Pins(new FakeSettings());

  @Test
  void everyKindOfChartIsTheSameWhenReadAgain() {
    List<ChartQuery> all =
        List.of(
            THROUGHPUT,
            new ChartQuery.Latency(Optional.of(new StreamRef("shop", "orders"))),
            new ChartQuery.LatencyHeatmap(Optional.empty()),
            BEHIND,
            new ChartQuery.LagRecords(Optional.of(new GroupRef("shop", "a:b | c"))),
            new ChartQuery.Errors());
    assertThat(Pins.SETTING.parse().apply(Pins.SETTING.print().apply(all))).isEqualTo(all);
    assertThat(Pins.SETTING.parse().apply("")).isEmpty();
  }

  @Test
  void chartsStayInTheOrderTheyWerePutIn() {
    pins.toggle(THROUGHPUT);
    pins.toggle(BEHIND);
    assertThat(pins.list()).containsExactly(THROUGHPUT, BEHIND);
    pins.moveEarlier(BEHIND);
    assertThat(pins.list()).containsExactly(BEHIND, THROUGHPUT);
    pins.toggle(BEHIND);
    assertThat(pins.list()).containsExactly(THROUGHPUT);
  }

  @Test
  void theWallHasAnEnd() {
    for (int i = 0; i < Pins.MOST + 3; i++) {
      pins.toggle(new ChartQuery.LagTime(Optional.of(new GroupRef("shop", "g" + i))));
    }
    assertThat(pins.list()).hasSize(Pins.MOST);
    assertThat(pins.hasRoom()).isFalse();
  }

  @Test
  void aTitleNamesTheThing() {
    assertThat(Pins.title(BEHIND)).isEqualTo("billing · Behind");
    assertThat(Pins.title(new ChartQuery.Errors())).isEqualTo("Errors");
  }
}
