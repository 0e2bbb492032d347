package dev.weir.views.kit;

import dev.weir.engine.finding.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import org.jspecify.annotations.Nullable;

/**
 * Tables as Weir has them: rows of one height, sorted and filtered by the engine, replaced in one
 * change, with a selection that stays on the thing that was selected.
 */
public final class Tables {
  /** Height of a row in pixels. */
  public static final double ROW_HEIGHT = 30;

  private static final Object SHOWING = new Object();
  private static final Object SORTED = new Object();
  private static final Object ORDERED = new Object();
  private static final Object LEFT = new Object();

  private Tables() {}

  /** Fixed row height, our look, columns that fill the width. */
  public static <R> TableView<R> table() {
    var table = new TableView<R>();
    table.getStyleClass().add("data-table");
    table.setFixedCellSize(ROW_HEIGHT);
    table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
    table.setPlaceholder(new Label(""));
    return table;
  }

  /**
   * Has columns be as wide as was wanted of each, whatever room there is: a table with more of it
   * than its columns want would make all of them equally wide.
   */
  @SafeVarargs
  public static <R> void keepWidth(TableColumn<R, ?>... columns) {
    for (TableColumn<R, ?> column : columns) {
      column.setMinWidth(column.getPrefWidth());
      column.setMaxWidth(column.getPrefWidth());
    }
  }

  /** A column of text, cut with an ellipsis where too long; the whole text is its tooltip's. */
  public static <R> TableColumn<R, R> text(
      String id, String title, double width, Function<R, String> text) {
    return ordered(column(id, title, width, "text-column", () -> new TextCell<>(text)), by(text));
  }

  /** A column of figures, aligned right. */
  public static <R> TableColumn<R, R> number(
      String id, String title, double width, Function<R, String> text) {
    return column(id, title, width, "number-column", () -> new TextCell<>(text));
  }

  /** A column of figures that {@link SortedRows} sorts by {@code order}. */
  public static <R> TableColumn<R, R> number(
      String id, String title, double width, Function<R, String> text, Comparator<R> order) {
    return ordered(number(id, title, width, text), order);
  }

  /** A column of whole numbers, written out, that {@link SortedRows} sorts by them. */
  public static <R> TableColumn<R, R> count(
      String id, String title, double width, ToLongFunction<R> count) {
    return number(
        id,
        title,
        width,
        row -> Formats.exact(count.applyAsLong(row)),
        Comparator.comparingLong(count));
  }

  /** A column of identifiers and payloads in the monospaced face. */
  public static <R> TableColumn<R, R> mono(
      String id, String title, double width, Function<R, String> text) {
    return ordered(column(id, title, width, "mono-column", () -> new TextCell<>(text)), by(text));
  }

  /** A column of sparklines. */
  public static <R> TableColumn<R, R> spark(
      String id, String title, double width, Function<R, float[]> values) {
    TableColumn<R, R> column =
        column(id, title, width, "spark-column", () -> new SparkCell<>(values));
    column.setSortable(false);
    return column;
  }

  /** A column of severities, each with a word of the row's own. */
  public static <R> TableColumn<R, R> severity(
      String id,
      String title,
      double width,
      Function<R, Severity> severity,
      Function<R, String> word) {
    return ordered(
        column(id, title, width, "severity-column", () -> new SeverityCell<>(severity, word)),
        Comparator.<R>comparingInt(row -> mildness(severity.apply(row))).thenComparing(by(word)));
  }

  /** What is worst comes first. */
  private static int mildness(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 0;
      case WARNING -> 1;
      case UNKNOWN -> 2;
      case OK -> 3;
    };
  }

  private static <R> Comparator<R> by(Function<R, String> text) {
    return Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER);
  }

  /** {@code column}, which {@link SortedRows} sorts by {@code order}. */
  public static <R> TableColumn<R, R> ordered(TableColumn<R, R> column, Comparator<R> order) {
    column.setComparator(order);
    column.getProperties().put(ORDERED, true);
    return column;
  }

  /** Whether a column knows an order of its own. */
  static boolean isOrdered(TableColumn<?, ?> column) {
    return column.getProperties().containsKey(ORDERED);
  }

  /** A column of cells of the caller's making; each gets the whole row. */
  public static <R> TableColumn<R, R> column(
      String id,
      String title,
      double width,
      String styleClass,
      java.util.function.Supplier<TableCell<R, R>> cell) {
    var column = new TableColumn<R, R>(title);
    column.setId(id);
    column.setPrefWidth(width);
    column.getStyleClass().add(styleClass);
    column.setCellValueFactory(row -> new ReadOnlyObjectWrapper<>(row.getValue()));
    column.setCellFactory(
        ignored -> {
          TableCell<R, R> made = cell.get();
          made.getStyleClass().add(styleClass);
          return made;
        });
    // Rows mostly come in the engine's order; the header only says which order is wanted.
    column.setComparator((left, right) -> 0);
    return column;
  }

  /**
   * Tells {@code wanted} the id of the column to sort by, and whether descending, whenever a header
   * is clicked.
   */
  public static <R> void onSort(TableView<R> table, BiConsumer<String, Boolean> wanted) {
    table.setSortPolicy(
        sorted -> {
          if (sorted.getSortOrder().isEmpty()) {
            // A third click would take the arrow away, while the rows stay in some order.
            Object last = sorted.getProperties().get(SORTED);
            Pulse.post(() -> markAgain(sorted, last));
          } else {
            TableColumn<R, ?> first = sorted.getSortOrder().getFirst();
            sorted.getProperties().put(SORTED, first.getId());
            wanted.accept(first.getId(), first.getSortType() == TableColumn.SortType.DESCENDING);
          }
          return true;
        });
  }

  private static <R> void markAgain(TableView<R> table, @Nullable Object columnId) {
    if (columnId instanceof String id && table.getSortOrder().isEmpty()) {
      markSorted(table, id, false);
    }
  }

  /** The key S sorts by the next column, with Shift the other way round; others are left. */
  static <R> void sortByKey(TableView<R> table, KeyEvent event) {
    if (event.getCode() == KeyCode.S) {
      if (event.isShiftDown()) {
        sortTheOtherWay(table);
      } else {
        sortByNext(table);
      }
      event.consume();
    }
  }

  /** Sorts by the next column to the right, and after the last by the first. */
  private static <R> void sortByNext(TableView<R> table) {
    List<TableColumn<R, ?>> columns =
        table.getVisibleLeafColumns().stream().filter(TableColumn::isSortable).toList();
    if (!columns.isEmpty()) {
      int now =
          table.getSortOrder().isEmpty() ? -1 : columns.indexOf(table.getSortOrder().getFirst());
      TableColumn<R, ?> next = columns.get((now + 1) % columns.size());
      boolean figures = next.getStyleClass().contains("number-column");
      markSorted(table, next.getId(), figures);
    }
  }

  /** Turns the order around. */
  private static <R> void sortTheOtherWay(TableView<R> table) {
    if (!table.getSortOrder().isEmpty()) {
      TableColumn<R, ?> column = table.getSortOrder().getFirst();
      markSorted(table, column.getId(), column.getSortType() != TableColumn.SortType.DESCENDING);
    }
  }

  /** Puts the arrow on a header; whoever listens to the sorting hears of it. */
  public static <R> void markSorted(TableView<R> table, String columnId, boolean descending) {
    for (TableColumn<R, ?> column : table.getColumns()) {
      if (columnId.equals(column.getId())) {
        column.setSortType(
            descending ? TableColumn.SortType.DESCENDING : TableColumn.SortType.ASCENDING);
        table.getSortOrder().setAll(List.of(column));
      }
    }
  }

  /**
   * Replaces all rows in one change and keeps the selected thing selected, wherever it is now. A
   * listener set with {@link #onSelect} does not hear of it.
   */
  public static <R, K> void show(TableView<R> table, List<R> rows, Function<R, K> key) {
    R selected = table.getSelectionModel().getSelectedItem();
    table.getProperties().put(SHOWING, true);
    try {
      table.getItems().setAll(rows);
      if (selected != null) {
        K selectedKey = key.apply(selected);
        int index = -1;
        for (int i = 0; i < rows.size() && index < 0; i++) {
          if (Objects.equals(key.apply(rows.get(i)), selectedKey)) {
            index = i;
          }
        }
        if (index >= 0) {
          table.getSelectionModel().clearAndSelect(index);
        } else {
          table.getSelectionModel().clearSelection();
        }
      } else if (table.getProperties().get(LEFT) instanceof Left<?>(var row)) {
        @SuppressWarnings("unchecked")
        K leftKey = key.apply((R) row);
        rows.stream()
            .filter(one -> Objects.equals(key.apply(one), leftKey))
            .findFirst()
            .ifPresent(one -> table.getProperties().put(LEFT, new Left<>(one)));
      }
    } finally {
      table.getProperties().remove(SHOWING);
    }
  }

  /** A row that was selected until nothing was. */
  private record Left<R>(R row) {}

  /**
   * Has the arrows go on, where nothing is selected any more, at the row that was; at the first if
   * that one is gone. By itself a table would begin with the second.
   */
  static <R> void resumeWithArrows(TableView<R> table) {
    table
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            (was, now) -> {
              if (now == null && was != null) {
                table.getProperties().put(LEFT, new Left<>(was));
              } else if (now != null) {
                table.getProperties().remove(LEFT);
              }
            });
    table.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if ((event.getCode() == KeyCode.DOWN || event.getCode() == KeyCode.UP)
              && !event.isShortcutDown()
              && table.getSelectionModel().isEmpty()) {
            resume(table);
            event.consume();
          }
        });
  }

  /** Selects the row that was selected last, if nothing is selected; else the first. */
  static <R> void resume(TableView<R> table) {
    if (table.getSelectionModel().isEmpty() && !table.getItems().isEmpty()) {
      int index =
          table.getProperties().get(LEFT) instanceof Left<?>(var row)
              ? table.getItems().indexOf(row)
              : 0;
      table.getSelectionModel().clearAndSelect(Math.max(0, index));
      reveal(table, Math.max(0, index));
    }
  }

  /** Scrolls no further than it takes to see a row as a whole. */
  public static void reveal(TableView<?> table, int index) {
    if (table.lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
      flow.scrollTo(index);
    } else {
      // Not laid out yet.
      table.scrollTo(index);
    }
  }

  /**
   * Tells {@code opened} the row on which a person clicks twice; not on a heading, where that is
   * two orders one after the other.
   */
  public static <R> void onDoubleClick(TableView<R> table, Consumer<R> opened) {
    table.setOnMouseClicked(
        event -> {
          R row = table.getSelectionModel().getSelectedItem();
          if (event.getButton() == MouseButton.PRIMARY
              && event.getClickCount() == 2
              && row != null
              && isOnRow(event.getPickResult().getIntersectedNode())) {
            opened.accept(row);
          }
        });
  }

  /** Likewise, and the selected row when Enter is pressed. */
  public static <R> void onOpen(TableView<R> table, Consumer<R> opened) {
    onDoubleClick(table, opened);
    table.addEventHandler(
        KeyEvent.KEY_PRESSED,
        event -> {
          R row = table.getSelectionModel().getSelectedItem();
          if (event.getCode() == KeyCode.ENTER && row != null) {
            event.consume();
            opened.accept(row);
          }
        });
  }

  private static boolean isOnRow(@Nullable Node node) {
    for (Node at = node; at != null; at = at.getParent()) {
      if (at instanceof TableRow<?> row) {
        return !row.isEmpty();
      }
    }
    return false;
  }

  /** Tells {@code chosen} the row a person selected. */
  public static <R> void onSelect(TableView<R> table, Consumer<R> chosen) {
    table
        .getSelectionModel()
        .selectedItemProperty()
        .subscribe(
            row -> {
              if (row != null && !table.getProperties().containsKey(SHOWING)) {
                chosen.accept(row);
              }
            });
  }

  private static final class TextCell<R> extends TableCell<R, R> {
    private final Function<R, String> text;

    TextCell(Function<R, String> text) {
      this.text = text;
    }

    @Override
    protected void updateItem(R row, boolean empty) {
      super.updateItem(row, empty);
      setText(empty || row == null ? null : text.apply(row));
    }
  }

  private static final class SparkCell<R> extends TableCell<R, R> {
    private final Function<R, float[]> values;
    private final Sparkline line = new Sparkline();

    SparkCell(Function<R, float[]> values) {
      this.values = values;
      line.prefWidthProperty().bind(widthProperty().subtract(16));
      line.setPrefHeight(20);
    }

    @Override
    protected void updateItem(R row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setGraphic(null);
      } else {
        line.show(values.apply(row));
        setGraphic(line);
      }
    }
  }

  private static final class SeverityCell<R> extends TableCell<R, R> {
    private final Function<R, Severity> severity;
    private final Function<R, String> word;
    private final SeverityBadge badge = new SeverityBadge();

    SeverityCell(Function<R, Severity> severity, Function<R, String> word) {
      this.severity = severity;
      this.word = word;
    }

    @Override
    protected void updateItem(R row, boolean empty) {
      super.updateItem(row, empty);
      if (empty || row == null) {
        setGraphic(null);
      } else {
        badge.show(severity.apply(row), word.apply(row));
        setGraphic(badge);
      }
    }
  }
}
