package dev.weir.views.kit;

import dev.weir.engine.tail.TailRow;
import java.util.List;
import java.util.OptionalLong;
import javafx.geometry.Orientation;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/**
 * A table over the rows a {@link TailWindow} has in view, with a scroll bar over all rows kept. The
 * table never holds more rows than fit, however many are kept, and takes them over in one change.
 * The selection is a row's id: it stays with the record, in view or not.
 */
public final class WindowedTail extends Region {
  /** What a person does to the rows; each is followed by {@link #refresh}. */
  public interface Moves {
    /** Positive towards older rows. */
    void scrollBy(int rows);

    /** Row 0 is the newest. */
    void scrollTo(int row);

    void select(long rowId);

    /** Moves the selection, positive towards older rows. */
    void walk(int rows);
  }

  private static final double BAR_WIDTH = 12;
  private static final double WHEEL_ROWS_PER_PIXEL = 1 / Tables.ROW_HEIGHT;

  private final TailWindow window;
  private final Moves moves;
  private final TableView<TailRow> table = Tables.table();
  private final ScrollBar bar = new ScrollBar();
  private boolean refreshing;
  private double wheelRest;

  /** Shows {@code columns}; each cell gets the whole row. */
  public WindowedTail(TailWindow window, List<TableColumn<TailRow, TailRow>> columns, Moves moves) {
    this.window = window;
    this.moves = moves;
    getStyleClass().add("windowed-tail");
    table.getColumns().addAll(columns);
    columns.forEach(column -> column.setSortable(false));
    table.setTableMenuButtonVisible(true);
    bar.setOrientation(Orientation.VERTICAL);
    bar.setFocusTraversable(false);
    getChildren().addAll(table, bar);

    table.addEventFilter(ScrollEvent.SCROLL, this::wheel);
    table.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    table
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            (was, row) -> {
              if (row != null && !refreshing) {
                moves.select(row.id());
              }
            });
    bar.valueProperty()
        .subscribe(
            (was, value) -> {
              if (!refreshing) {
                moves.scrollTo((int) Math.round(value.doubleValue()));
              }
            });
  }

  /** The table, to set a placeholder or the focus. */
  public TableView<TailRow> table() {
    return table;
  }

  /** Shows what the window has in view now: one change of the table's list. */
  public void refresh() {
    refreshing = true;
    try {
      List<TailRow> rows = window.inView();
      if (!same(rows, table.getItems())) {
        table.getItems().setAll(rows);
      }
      mark(rows);
      int last = Math.max(0, window.kept() - window.visibleRows());
      bar.setMax(last);
      bar.setVisibleAmount(
          window.kept() == 0 ? 1 : (double) last * window.visibleRows() / window.kept());
      bar.setBlockIncrement(window.visibleRows());
      bar.setUnitIncrement(1);
      bar.setValue(Math.min(last, window.first()));
      bar.setDisable(last == 0);
    } finally {
      refreshing = false;
    }
  }

  @Override
  protected void layoutChildren() {
    double width = getWidth();
    double height = getHeight();
    table.resizeRelocate(0, 0, width, height);
    var header = table.lookup(".column-header-background");
    double headerHeight = header == null ? Tables.ROW_HEIGHT : header.prefHeight(-1);
    // The frame's two pixels belong to neither header nor rows.
    double room = height - headerHeight - 4;
    bar.resizeRelocate(
        width - BAR_WIDTH - 1, headerHeight + 2, BAR_WIDTH, Math.max(0, height - headerHeight - 4));
    int rows = (int) Math.max(1, Math.floor(room / Tables.ROW_HEIGHT));
    if (rows != window.visibleRows()) {
      window.resize(rows);
      refresh();
    }
  }

  @Override
  protected double computePrefWidth(double height) {
    return table.prefWidth(height);
  }

  @Override
  protected double computePrefHeight(double width) {
    return table.prefHeight(width);
  }

  private void mark(List<TailRow> rows) {
    OptionalLong selected = window.selected();
    int index = -1;
    for (int i = 0; i < rows.size() && selected.isPresent(); i++) {
      if (rows.get(i).id() == selected.getAsLong()) {
        index = i;
      }
    }
    if (index < 0) {
      table.getSelectionModel().clearSelection();
    } else if (table.getSelectionModel().getSelectedIndex() != index
        || table.getSelectionModel().getSelectedItems().size() != 1) {
      table.getSelectionModel().clearAndSelect(index);
      table.getFocusModel().focus(index);
    }
  }

  private void wheel(ScrollEvent event) {
    if (Math.abs(event.getDeltaY()) < Math.abs(event.getDeltaX())) {
      return;
    }
    event.consume();
    wheelRest -= event.getDeltaY() * WHEEL_ROWS_PER_PIXEL;
    int rows = (int) wheelRest;
    if (rows != 0) {
      wheelRest -= rows;
      moves.scrollBy(rows);
      refresh();
    }
  }

  private void key(KeyEvent event) {
    if (event.isControlDown() || event.isAltDown() || event.isMetaDown()) {
      return;
    }
    KeyCode code = event.getCode();
    int page = Math.max(1, window.visibleRows() - 1);
    switch (code) {
      case DOWN -> moves.walk(1);
      case UP -> moves.walk(-1);
      case PAGE_DOWN -> moves.scrollBy(page);
      case PAGE_UP -> moves.scrollBy(-page);
      case HOME -> moves.scrollTo(0);
      case END -> moves.scrollTo(Integer.MAX_VALUE);
      default -> {
        return;
      }
    }
    event.consume();
    refresh();
  }

  private static boolean same(List<TailRow> left, List<TailRow> right) {
    // Rows never change, so that the same id is the same row.
    if (left.size() != right.size()) {
      return false;
    }
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).id() != right.get(i).id()) {
        return false;
      }
    }
    return true;
  }
}
