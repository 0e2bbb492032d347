package dev.weir.views.kit;

import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.publish.Opened;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.publish.Table;
import dev.weir.engine.publish.TableQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;

/**
 * A table that fills a screen, with a filter above and the details of the selected row below.
 * Confined to the FX thread.
 */
public final class TablePane<R, K, S> extends VBox {
  private static final Duration ROWS = Duration.ofMillis(200);
  private static final Duration DETAILS = Duration.ofMillis(500);

  private final Pulse pulse;
  private final TableModel<R, K, S> model;
  private final TableMemory memory;
  private final TableView<R> table;
  private final Aim<R, K> aim;
  private final TextField filter = new TextField();
  private final Choice<TableQuery.Rows> wanted;
  private final Label count = new Label();
  private final SplitPane split = new SplitPane();
  private final Region detail;
  private double detailAt;
  private final Slot<List<ConnectionStatus>> connections;
  private final Consumer<Boolean> several;
  private final LongConsumer nowMillis;
  private final Runnable changed;
  private Subscription whileShown = Subscription.EMPTY;
  private Subscription whileOpen = Subscription.EMPTY;

  /**
   * How it is furnished.
   *
   * @param id begins the ids of its nodes: "streams" gives "streams-filter"
   * @param wanted which rows may be chosen, in their order, by what the segment says
   * @param nothing what is shown instead of rows where there are none
   * @param detailAt share of the height above the details
   * @param connections all there are
   * @param several told whether two connections are of a kind, so that a name alone does not say
   *     where it is
   * @param nowMillis told the time that rows are of, before they are shown
   * @param changed told when other rows, or another selection, are shown
   */
  public record Furniture<R>(
      String id,
      TableView<R> table,
      Map<TableQuery.Rows, String> wanted,
      Function<TableQuery, Node> nothing,
      Region detail,
      double detailAt,
      Slot<List<ConnectionStatus>> connections,
      Consumer<Boolean> several,
      LongConsumer nowMillis,
      Runnable changed) {}

  /** With all columns in the table already. */
  public TablePane(
      Pulse pulse, TableModel<R, K, S> model, TableMemory memory, Furniture<R> furniture) {
    super(12);
    this.pulse = pulse;
    this.model = model;
    this.memory = memory;
    table = furniture.table();
    aim = new Aim<>(table, model::key);
    detail = furniture.detail();
    detailAt = furniture.detailAt();
    connections = furniture.connections();
    several = furniture.several();
    nowMillis = furniture.nowMillis();
    changed = furniture.changed();
    wanted =
        new Choice<>(
            List.copyOf(furniture.wanted().keySet()),
            rows -> furniture.wanted().getOrDefault(rows, ""));
    getStyleClass().add("screen");

    filter.setId(furniture.id() + "-filter");
    filter.setPromptText("Part of a name (/)");
    filter.setMaxWidth(360);
    HBox.setHgrow(filter, Priority.ALWAYS);
    wanted.setId(furniture.id() + "-rows");
    count.getStyleClass().add("caption");
    count.setId(furniture.id() + "-count");
    var space = new Region();
    HBox.setHgrow(space, Priority.ALWAYS);
    var bar = new HBox(12, filter, wanted, space, count);
    bar.setAlignment(Pos.CENTER_LEFT);

    table.setId(furniture.id());
    table.setTableMenuButtonVisible(true);
    memory.follow(table);
    split.getStyleClass().add("quiet-split");
    split.setOrientation(Orientation.VERTICAL);
    split.getItems().setAll(List.of(table));
    SplitPane.setResizableWithParent(detail, false);
    VBox.setVgrow(split, Priority.ALWAYS);
    getChildren().setAll(bar, split);
    listen(furniture.nothing());
  }

  /** On screen. */
  public void shown() {
    table.requestFocus();
    model.shown();
    whileShown =
        pulse
            .watch(model.slot(), ROWS, snapshot -> show(snapshot.value(), snapshot.atMillis()))
            .and(
                pulse.watch(
                    connections,
                    DETAILS,
                    snapshot -> several.accept(areSeveral(snapshot.value()))));
  }

  /** Off screen: takes nothing any more. */
  public void hidden() {
    whileShown.unsubscribe();
    whileShown = Subscription.EMPTY;
    model.hidden();
  }

  /** Shows all that could be meant, and the details of {@code key}. */
  public void open(K key) {
    filter.clear();
    if (model.queryProperty().get().rows() != TableQuery.Rows.ALL) {
      wanted.valueProperty().set(wanted.first());
    }
    model.select(Optional.of(key));
    showSelection();
  }

  /** Shows the rows that someone should look at, and no others. */
  public void openTroubled() {
    filter.clear();
    wanted.valueProperty().set(TableQuery.Rows.TROUBLED);
    table.requestFocus();
  }

  /** Closes the details. */
  public void close() {
    model.select(Optional.empty());
    table.requestFocus();
  }

  /** Keys that all such screens have; the others are left. */
  public void keyPressed(KeyEvent event) {
    if (!SearchKeys.areOf(event) || SearchKeys.take(event, filter, this::close)) {
      return;
    }
    Tables.sortByKey(table, event);
  }

  private void toRows() {
    table.requestFocus();
    Tables.resume(table);
  }

  private void listen(Function<TableQuery, Node> nothing) {
    filter.textProperty().subscribe((was, text) -> model.filter(text));
    SearchKeys.leave(filter, this::toRows);
    wanted.valueProperty().subscribe(model::want);
    model
        .queryProperty()
        .subscribe(
            query -> {
              aim.release();
              table.setPlaceholder(nothing.apply(query));
            });
    model.selectedProperty().subscribe((was, key) -> showDetailOf(key));
    model.openedProperty().subscribe((was, opened) -> watch(opened));
    TableQuery first = model.queryProperty().get();
    Tables.markSorted(table, first.column(), first.descending());
    Tables.onSort(
        table,
        (column, descending) -> {
          model.sort(column, descending);
          memory.sorted(table, column, descending);
        });
    Tables.onSelect(table, row -> model.select(Optional.of(model.key(row))));
    table.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
    Tables.resumeWithArrows(table);
  }

  private static boolean areSeveral(List<ConnectionStatus> statuses) {
    long kinds = statuses.stream().map(status -> status.settings().kind()).distinct().count();
    return statuses.size() > kinds;
  }

  private void show(Table<R> rows, long atMillis) {
    nowMillis.accept(atMillis);
    model.apply(rows);
    Tables.show(table, aim.of(rows.rows()), model::key);
    count.setText(model.countSentence());
    showSelection();
    changed.run();
  }

  /** Marks in the table what is open below, for instance after coming here from elsewhere. */
  private void showSelection() {
    Optional<R> row = model.selectedRow();
    if (row.isPresent()
        && !row.get().equals(table.getSelectionModel().getSelectedItem())
        && table.getItems().contains(row.get())) {
      table.getSelectionModel().select(row.get());
      revealSelection();
    }
  }

  /** Has the selected row in view, once the details have taken their room. */
  private void revealSelection() {
    // Not by a layout of its own: the divider would stay where there was no room for it yet.
    Pulse.afterFrames(
        2,
        () -> {
          int index = table.getSelectionModel().getSelectedIndex();
          if (index >= 0) {
            Tables.reveal(table, index);
          }
        });
  }

  /**
   * Gives the details more or less room, where they are open.
   *
   * @param share of the height above them
   */
  public void divide(double share) {
    detailAt = share;
    split.setDividerPositions(share);
  }

  private void showDetailOf(Optional<K> key) {
    if (key.isPresent()) {
      if (!split.getItems().contains(detail)) {
        split.getItems().add(detail);
        split.setDividerPositions(detailAt);
        revealSelection();
      }
    } else {
      split.getItems().remove(detail);
      table.getSelectionModel().clearSelection();
    }
    changed.run();
  }

  private void watch(Optional<Opened<S>> opened) {
    whileOpen.unsubscribe();
    whileOpen =
        opened
            .map(
                open ->
                    pulse.watch(
                        open.slot(), DETAILS, snapshot -> model.applyDetail(snapshot.value())))
            .orElse(Subscription.EMPTY);
  }
}
