package dev.weir.views.tail;

import dev.weir.engine.Console;
import dev.weir.engine.connection.ConnectionDesk;
import dev.weir.engine.lag.GroupTable;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.streams.StreamTable;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailPage;
import dev.weir.engine.tail.TailRequest;
import dev.weir.engine.tail.TailSession;
import dev.weir.stream.GroupRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.TailWindow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What the Tail screen shows and does. No nodes. Confined to the FX thread. */
final class TailModel {
  /** Where a tail begins unless told otherwise: something to look at, even on a quiet stream. */
  static final TailFrom DEFAULT_FROM = new TailFrom.Newest(500);

  /** How the text in the filter field is meant. */
  enum FilterKind {
    TEXT,
    CEL
  }

  private final Console console;
  private final Executor background;
  private final Executor ui;
  private final TailWindow window = new TailWindow(this::show);

  private final ObservableList<StreamRef> streams = FXCollections.observableArrayList();
  private final ObservableList<StreamRef> streamsReadOnly =
      FXCollections.unmodifiableObservableList(streams);
  private final ReadOnlyObjectWrapper<TailFrom> from = new ReadOnlyObjectWrapper<>(DEFAULT_FROM);
  private final ReadOnlyObjectWrapper<TailFilter> filter =
      new ReadOnlyObjectWrapper<>(new TailFilter.All());
  private final ReadOnlyObjectWrapper<Optional<TailSession>> session =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyObjectWrapper<TailPage> page = new ReadOnlyObjectWrapper<>(TailPage.EMPTY);
  private final ReadOnlyObjectWrapper<Optional<Inspection>> inspection =
      new ReadOnlyObjectWrapper<>(Optional.empty());
  private final ReadOnlyBooleanWrapper following = new ReadOnlyBooleanWrapper(true);
  private final ReadOnlyBooleanWrapper paused = new ReadOnlyBooleanWrapper();
  private final ReadOnlyBooleanWrapper exporting = new ReadOnlyBooleanWrapper();
  private final ReadOnlyStringWrapper notice = new ReadOnlyStringWrapper("");

  /**
   * @param background runs what blocks
   * @param ui brings answers back to the thread this model lives on
   */
  TailModel(Console console, Executor background, Executor ui) {
    this.console = console;
    this.background = background;
    this.ui = ui;
  }

  // Properties

  ObservableList<StreamRef> streams() {
    return streamsReadOnly;
  }

  ReadOnlyObjectProperty<TailFrom> fromProperty() {
    return from.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<TailFilter> filterProperty() {
    return filter.getReadOnlyProperty();
  }

  /** Feeds {@link #apply} and {@link #applyInspection}. Empty while no stream is chosen. */
  ReadOnlyObjectProperty<Optional<TailSession>> sessionProperty() {
    return session.getReadOnlyProperty();
  }

  ReadOnlyObjectProperty<TailPage> pageProperty() {
    return page.getReadOnlyProperty();
  }

  /** The selected record decoded; stays when its row is gone. */
  ReadOnlyObjectProperty<Optional<Inspection>> inspectionProperty() {
    return inspection.getReadOnlyProperty();
  }

  ReadOnlyBooleanProperty followingProperty() {
    return following.getReadOnlyProperty();
  }

  ReadOnlyBooleanProperty pausedProperty() {
    return paused.getReadOnlyProperty();
  }

  ReadOnlyBooleanProperty exportingProperty() {
    return exporting.getReadOnlyProperty();
  }

  /** What became of the last command, for a line of text; empty if there is nothing to say. */
  ReadOnlyStringProperty noticeProperty() {
    return notice.getReadOnlyProperty();
  }

  TailWindow window() {
    return window;
  }

  Slot<StreamTable> streamsSlot() {
    return console.streams();
  }

  Slot<GroupTable> groupsSlot() {
    return console.groups();
  }

  /**
   * What to say beside a stream's name so that it is clear where it is: its connection, where
   * streams of two connections of a kind are tailed; else its kind, unless that is Kafka.
   */
  String beside(StreamRef stream) {
    String kind = kindOf(stream);
    boolean ambiguous =
        streams.stream()
            .anyMatch(
                other ->
                    !other.connection().equals(stream.connection()) && kindOf(other).equals(kind));
    if (ambiguous) {
      return stream.connection();
    }
    return console.connections().kinds().stream()
        .filter(known -> known.id().equals(kind) && !kind.equals("kafka"))
        .map(ConnectionDesk.Kind::displayName)
        .findFirst()
        .orElse("");
  }

  private String kindOf(StreamRef stream) {
    return console.connections().statuses().latest().value().stream()
        .filter(status -> status.settings().name().equals(stream.connection()))
        .map(status -> status.settings().kind())
        .findFirst()
        .orElse("");
  }

  /** Whether streams of more than one connection can be chosen. */
  boolean severalConnections() {
    return console.connections().statuses().latest().value().size() > 1;
  }

  // Commands

  void add(StreamRef stream) {
    if (!streams.contains(stream)) {
      streams.add(stream);
      restart();
    }
  }

  void remove(StreamRef stream) {
    if (streams.remove(stream)) {
      restart();
    }
  }

  /** Tails just this one. */
  void open(StreamRef stream) {
    if (!streams.equals(List.of(stream))) {
      streams.setAll(List.of(stream));
      restart();
    }
  }

  void start(TailFrom newFrom) {
    from.set(newFrom);
    restart();
  }

  void filter(String text, FilterKind kind) {
    String condition = text.strip();
    TailFilter next;
    if (condition.isEmpty()) {
      next = new TailFilter.All();
    } else {
      next =
          switch (kind) {
            case TEXT -> new TailFilter.Text(condition);
            case CEL -> new TailFilter.Cel(condition);
          };
    }
    if (!next.equals(filter.get())) {
      filter.set(next);
      session.get().ifPresent(open -> open.filter(next));
    }
  }

  void follow(boolean follow) {
    if (follow) {
      window.clearSelection();
    }
    window.follow(follow);
    following.set(window.following());
  }

  void pause(boolean pause) {
    if (session.get().isPresent()) {
      paused.set(pause);
      session.get().orElseThrow().pause(pause);
    }
  }

  void apply(TailPage newPage) {
    window.apply(newPage);
    page.set(newPage);
  }

  void applyInspection(Optional<Inspection> newInspection) {
    OptionalLong wanted = window.selected();
    if (newInspection.isPresent()
        && wanted.isPresent()
        && newInspection.get().row().id() == wanted.getAsLong()) {
      inspection.set(newInspection);
    }
  }

  void select(long rowId) {
    window.select(rowId);
    inspectSelected();
  }

  /** Positive towards older records. */
  void walk(int rows) {
    window.moveSelection(rows);
    inspectSelected();
  }

  void scrollBy(int rows) {
    window.scrollBy(rows);
    following.set(window.following());
  }

  void scrollTo(int row) {
    window.scrollTo(row);
    following.set(window.following());
  }

  void toNewest() {
    window.scrollToNewest();
    following.set(window.following());
  }

  void toOldest() {
    window.scrollToOldest();
    following.set(window.following());
  }

  /** Closes the inspector. */
  void clearSelection() {
    window.clearSelection();
    inspection.set(Optional.empty());
  }

  /** Streams to choose from, by a part of their name. */
  void searchStreams(String text) {
    console.queryStreams(new TableQuery(text.strip(), "name", false, TableQuery.Rows.ALL));
  }

  /** Groups to start from, by a part of their name. */
  void searchGroups(String text) {
    console.queryGroups(new TableQuery(text.strip(), "group", false, TableQuery.Rows.ALL));
  }

  /** Whether {@code group} is on a connection that is tailed. */
  boolean concerns(GroupRef group) {
    return streams.stream().anyMatch(stream -> stream.connection().equals(group.connection()));
  }

  /**
   * Writes all rows kept; what came of it shows in {@link #noticeProperty}. Does nothing while an
   * export is under way.
   */
  void export(Path file, TailSession.ExportFormat format) {
    session
        .get()
        .filter(_ -> !exporting.get())
        .ifPresent(
            open -> {
              exporting.set(true);
              notice.set("Exporting to " + file.getFileName() + " …");
              background.execute(() -> exportNow(open, file, format));
            });
  }

  void say(String sentence) {
    notice.set(sentence);
  }

  /** Ends the tail for good. */
  void close() {
    session.get().ifPresent(TailSession::close);
    session.set(Optional.empty());
  }

  private void exportNow(TailSession open, Path file, TailSession.ExportFormat format) {
    String outcome;
    try {
      long rows = open.export(file, format);
      outcome = "Exported " + Formats.exact(rows) + (rows == 1 ? " row to " : " rows to ") + file;
    } catch (IOException e) {
      outcome =
          "Could not export to "
              + file
              + ": "
              + Optional.ofNullable(e.getMessage()).orElse("the file cannot be written")
              + ". Choose another folder.";
    }
    String said = outcome;
    ui.execute(
        () -> {
          exporting.set(false);
          notice.set(said);
        });
  }

  private void inspectSelected() {
    following.set(window.following());
    OptionalLong wanted = window.selected();
    if (wanted.isPresent()) {
      session.get().ifPresent(open -> open.inspect(wanted.getAsLong()));
    }
  }

  private void restart() {
    Optional<TailSession> previous = session.get();
    page.set(TailPage.EMPTY);
    inspection.set(Optional.empty());
    paused.set(false);
    notice.set("");
    if (streams.isEmpty()) {
      session.set(Optional.empty());
      window.reset();
    } else {
      TailSession next =
          console.openTail(new TailRequest(List.copyOf(streams), from.get(), filter.get()));
      // The window asks the new session for its rows before anybody watches it.
      asked = Optional.of(next);
      window.reset();
      session.set(Optional.of(next));
    }
    asked = session.get();
    following.set(window.following());
    previous.ifPresent(TailSession::close);
  }

  private Optional<TailSession> asked = Optional.empty();

  private void show(int firstRow, int rows, boolean follow) {
    asked.ifPresent(open -> open.show(firstRow, rows, follow));
  }
}
