package dev.weir.views.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.StreamRef;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.TableModel;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StreamsModelTest {
  private final FakeConsole console = new FakeConsole();
  private final StreamsModel streams = new StreamsModel(console, StreamsModel.USUAL);
  private final TableModel<StreamRow, StreamRef, StreamView.State> model = streams.table();

  @Test
  void asksTheEngineToFilterAndSort() {
    model.shown();
    model.filter("pay");
    model.sort("length", false);
    model.want(TableQuery.Rows.ALL);
    assertThat(console.streamQueries)
        .containsExactly(
            new TableQuery("", "rate", true, TableQuery.Rows.RELEVANT),
            new TableQuery("pay", "rate", true, TableQuery.Rows.RELEVANT),
            new TableQuery("pay", "length", false, TableQuery.Rows.RELEVANT),
            new TableQuery("pay", "length", false, TableQuery.Rows.ALL));
  }

  @Test
  void countsWhatMatches() {
    model.apply(console.streams().latest().value());
    assertThat(model.countSentence()).isEqualTo("8 of 9 streams");
    model.want(TableQuery.Rows.ALL);
    model.apply(console.streams().latest().value());
    assertThat(model.countSentence()).isEqualTo("9 streams");
  }

  @Test
  void keepsDetailsOpenOnlyWhileShown() {
    model.shown();
    model.select(Optional.of(FakeConsole.topic("orders")));
    assertThat(console.openFeeds).as("details open").isEqualTo(1);
    model.select(Optional.of(FakeConsole.topic("payments")));
    assertThat(console.openFeeds).as("details open after another stream").isEqualTo(1);
    model.hidden();
    assertThat(console.openFeeds).as("details open while hidden").isZero();
    model.shown();
    assertThat(console.openFeeds).as("details open when shown again").isEqualTo(1);
    model.select(Optional.empty());
    assertThat(console.openFeeds).isZero();
  }

  @Test
  void marksFavourites() {
    model.apply(console.streams().latest().value());
    StreamRow payments = row("payments");
    streams.toggleFavourite(payments);
    model.apply(console.streams().latest().value());
    assertThat(row("payments").favourite()).isTrue();
  }

  @Test
  void neverShowsTheUnknownAsZero() {
    assertThat(StreamWords.rate(OptionalDouble.empty())).isEqualTo("unknown");
    assertThat(StreamWords.bytes(OptionalDouble.empty())).isEqualTo("unknown");
    assertThat(StreamWords.latency(OptionalDouble.empty(), 0)).isEqualTo("–");
    assertThat(StreamWords.latency(OptionalDouble.of(88), 999))
        .as("of too few records for a p99")
        .isEqualTo("~" + StreamWords.latency(OptionalDouble.of(88), 1_000));
    assertThat(StreamWords.lastRecord(OptionalLong.empty(), 0)).isEqualTo("unknown");
    assertThat(StreamWords.retention(OptionalLong.of(-1))).isEqualTo("for ever");
  }

  private StreamRow row(String name) {
    return model.rowsProperty().get().stream()
        .filter(row -> row.stream().name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
