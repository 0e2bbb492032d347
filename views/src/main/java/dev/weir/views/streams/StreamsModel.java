package dev.weir.views.streams;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.streams.StreamView;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** What the Streams screen shows and does. No nodes. Confined to the FX thread. */
final class StreamsModel {
  /** By rate, busiest first. */
  static final String DEFAULT_COLUMN = "rate";

  private static final StreamView.State NOTHING_YET =
      new StreamView.State(Optional.empty(), Optional.empty());

  private final Console console;
  private final ReadOnlyObjectWrapper<StreamTable> table =
      new ReadOnlyObjectWrapper<>(StreamTable.EMPTY);
  private final ReadOnlyObjectWrapper<TableQuery> query =
      new ReadOnlyObjectWrapper<>(new TableQuery("", DEFAULT_COLUMN, true, true));
  private final ReadOnlyObjectWrapper<Optional<StreamRef>> selected =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<Optional<StreamView>> openView =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<StreamView.State> detail =
      new ReadOnlyObjectWrapper<>(NOTHING_YET);
  private final ReadOnlyObjectWrapper<Boolean> severalConnections =
      new ReadOnlyObjectWrapper<>(false);
  private boolean shown;
  private long nowMillis;

  StreamsModel(Console console) {
    this.console = console;
  }

  // Properties

  ReadOnlyObjectProperty<StreamTable> tableProperty() {
    return table.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<TableQuery> queryProperty() {
    return query.getReadOnlyProperty();
  }

  /** The stream whose details are open. */
  ReadOnlyObjectProperty<Optional<StreamRef>> selectedProperty() {
    return selected.getReadOnlyProperty();
  }

  /** Feeds {@link #applyDetail} while open. */
  ReadOnlyObjectProperty<Optional<StreamView>> openViewProperty() {
    return openView.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<StreamView.State> detailProperty() {
    return detail.getReadOnlyProperty();
  }

  /** Whether two connections are of a kind, so that a name alone does not say where it is. */
  ReadOnlyObjectProperty<Boolean> severalConnectionsProperty() {
    return severalConnections.getReadOnlyProperty();
  }

  Slot<StreamTable> tableSlot() {
    return console.streams();
  }

  Slot<List<ConnectionStatus>> connectionsSlot() {
    return console.connections().statuses();
  }

  /** The selected stream's row, if the table has it. */
  Optional<StreamRow> selectedRow() {
    return selected
        .get()
        .flatMap(
            ref -> table.get().rows().stream().filter(row -> row.stream().equals(ref)).findFirst());
  }

  /** Epoch milliseconds of the table shown, against which ages are told. */
  long nowMillis() {
    return nowMillis;
  }

  /** "12 of 63 streams". */
  String countSentence() {
    int rows = table.get().rows().size();
    int total = table.get().total();
    String noun = total == 1 ? "stream" : "streams";
    return rows == total ? total + " " + noun : rows + " of " + total + " " + noun;
  }

  // Commands

  void shown() {
    shown = true;
    console.queryStreams(query.get());
    openSelected();
  }

  void hidden() {
    shown = false;
    closeView();
  }

  /**
   * @param atMillis epoch milliseconds at which it was true
   */
  void apply(StreamTable newTable, long atMillis) {
    nowMillis = atMillis;
    table.set(newTable);
  }

  void applyConnections(List<ConnectionStatus> statuses) {
    long kinds = statuses.stream().map(status -> status.settings().kind()).distinct().count();
    severalConnections.set(statuses.size() > kinds);
  }

  void applyDetail(StreamView.State state) {
    detail.set(state);
  }

  void filter(String text) {
    TableQuery old = query.get();
    ask(new TableQuery(text.strip(), old.column(), old.descending(), old.onlyRelevant()));
  }

  void sort(String column, boolean descending) {
    TableQuery old = query.get();
    ask(new TableQuery(old.text(), column, descending, old.onlyRelevant()));
  }

  void showInternal(boolean show) {
    TableQuery old = query.get();
    ask(new TableQuery(old.text(), old.column(), old.descending(), !show));
  }

  void select(Optional<StreamRef> stream) {
    if (stream.equals(selected.get())) {
      return;
    }
    closeView();
    detail.set(NOTHING_YET);
    selected.set(stream);
    openSelected();
  }

  void toggleFavourite(StreamRow row) {
    console
        .settings()
        .setFavourite(row.stream().connection(), row.stream().name(), !row.favourite());
    console.queryStreams(query.get());
  }

  private void ask(TableQuery next) {
    if (!next.equals(query.get())) {
      query.set(next);
      console.queryStreams(next);
    }
  }

  private void openSelected() {
    if (shown && openView.get().isEmpty()) {
      openView.set(selected.get().map(console::openStream));
    }
  }

  private void closeView() {
    Optional<StreamView> open = openView.get();
    openView.set(Optional.empty());
    open.ifPresent(StreamView::close);
  }
}
