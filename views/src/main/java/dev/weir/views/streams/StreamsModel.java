package dev.weir.views.streams;

import dev.weir.engine.Console;
import dev.weir.engine.publish.Opened;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.TableModel;
import java.util.Optional;

/** What the Streams screen shows and does. No nodes. Confined to the FX thread. */
final class StreamsModel {
  /** Busiest first, without internal ones. */
  static final TableQuery USUAL = new TableQuery("", "rate", true, TableQuery.Rows.RELEVANT);

  private static final StreamView.State NOTHING_YET =
      new StreamView.State(Optional.empty(), Optional.empty(), Optional.empty());

  private final Console console;
  private final TableModel<StreamRow, StreamRef, StreamView.State> table;
  private long nowMillis;

  /** Asks for nothing before it is shown. */
  StreamsModel(Console console, TableQuery first) {
    this.console = console;
    table = new TableModel<>(new Source(), "stream", first, NOTHING_YET);
  }

  // Properties

  /** The table and what is selected in it. */
  TableModel<StreamRow, StreamRef, StreamView.State> table() {
    return table;
  }

  /** Epoch milliseconds of the table shown, against which ages are told. */
  long nowMillis() {
    return nowMillis;
  }

  // Commands

  /** The rows that come next are of {@code epochMillis}. */
  void at(long epochMillis) {
    nowMillis = epochMillis;
  }

  /** Stars it, or takes the star away. */
  void toggleFavourite(StreamRow row) {
    StreamRef stream = row.stream();
    console.settings().setFavourite(stream.connection(), stream.name(), !row.favourite());
    // So that the row says so at once.
    console.queryStreams(table.queryProperty().get());
  }

  private final class Source implements TableModel.Source<StreamRow, StreamRef, StreamView.State> {
    @Override
    public Slot<StreamTable> slot() {
      return console.streams();
    }

    @Override
    public void query(TableQuery query) {
      console.queryStreams(query);
    }

    @Override
    public Opened<StreamView.State> open(StreamRef stream) {
      return console.openStream(stream);
    }

    @Override
    public StreamRef key(StreamRow row) {
      return row.stream();
    }
  }
}
