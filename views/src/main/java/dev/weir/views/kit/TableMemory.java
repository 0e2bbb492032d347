package dev.weir.views.kit;

import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.settings.Setting;
import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.TableLayout.Visible;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.MouseEvent;

/**
 * Keeps a table as a person arranged it: order, width and visibility of columns, and the sorting.
 * Confined to the FX thread.
 */
public final class TableMemory {
  private final Settings settings;
  private final Setting<TableLayout> setting;
  private final Map<String, Integer> widths = new HashMap<>();
  private final Map<String, Visible> choices = new HashMap<>();
  private Optional<TableLayout.Sort> sort;
  private int columns;
  private Map<String, Integer> laidOut = Map.of();
  private boolean arranging;

  /**
   * Remembers under {@code table}'s name.
   *
   * @param table a short name in small letters: "streams"
   */
  public TableMemory(Settings settings, String table) {
    this.settings = settings;
    setting = TableLayout.setting(table);
    TableLayout kept = settings.get(setting);
    sort = kept.sort();
    for (TableLayout.Column column : kept.columns()) {
      widths.put(column.id(), column.width());
      choices.put(column.id(), column.visible());
    }
  }

  /** {@code usual}, but sorted as it was when the table was last looked at. */
  public TableQuery first(TableQuery usual) {
    return sort.map(it -> usual.sorted(it.column(), it.descending())).orElse(usual);
  }

  /** Arranges {@code table}, which has all its columns, and follows it from now on. */
  public <R> void follow(TableView<R> table) {
    arranging = true;
    try {
      arrange(table);
    } finally {
      arranging = false;
    }
    columns = table.getColumns().size();
    for (TableColumn<R, ?> column : table.getColumns()) {
      column
          .visibleProperty()
          .subscribe(
              (was, now) -> {
                if (!arranging) {
                  choices.put(column.getId(), now ? Visible.SHOWN : Visible.HIDDEN);
                  keep(table);
                }
              });
    }
    table
        .getColumns()
        .addListener(
            (ListChangeListener<TableColumn<R, ?>>)
                change -> {
                  // While a column is dragged there may be moments without it.
                  if (table.getColumns().size() == columns) {
                    keep(table);
                  }
                });
    table.addEventFilter(MouseEvent.MOUSE_PRESSED, event -> laidOut = widthsOf(table));
    table.addEventFilter(MouseEvent.MOUSE_RELEASED, event -> keepWidths(table));
  }

  /** Shows or hides a column as the program likes it, unless a person chose otherwise. */
  public void usually(TableColumn<?, ?> column, boolean visible) {
    if (choices.getOrDefault(column.getId(), Visible.AS_USUAL) == Visible.AS_USUAL) {
      arranging = true;
      try {
        column.setVisible(visible);
      } finally {
        arranging = false;
      }
    }
  }

  /** The table is sorted another way now. */
  public void sorted(TableView<?> table, String column, boolean descending) {
    sort = Optional.of(new TableLayout.Sort(column, descending));
    keep(table);
  }

  /** The table's rows come in their own order now. */
  void unsorted(TableView<?> table) {
    sort = Optional.empty();
    keep(table);
  }

  Optional<TableLayout.Sort> sort() {
    return sort;
  }

  private <R> void arrange(TableView<R> table) {
    var left = new ArrayList<>(table.getColumns());
    var ordered = new ArrayList<TableColumn<R, ?>>();
    for (TableLayout.Column kept : settings.get(setting).columns()) {
      left.stream()
          .filter(column -> kept.id().equals(column.getId()))
          .findFirst()
          .ifPresent(
              column -> {
                ordered.add(column);
                if (kept.width() > 0) {
                  column.setPrefWidth(
                      Math.clamp(kept.width(), column.getMinWidth(), column.getMaxWidth()));
                }
                if (kept.visible() != Visible.AS_USUAL) {
                  column.setVisible(kept.visible() == Visible.SHOWN);
                }
              });
      left.removeAll(ordered);
    }
    // Those that nothing is known of stand where the program puts them.
    List<TableColumn<R, ?>> usual = table.getColumns();
    for (TableColumn<R, ?> column : left) {
      ordered.add(Math.min(usual.indexOf(column), ordered.size()), column);
    }
    if (!ordered.equals(table.getColumns())) {
      table.getColumns().setAll(ordered);
    }
  }

  /** Widths also change with the window's; only what changed while a button was down counts. */
  private void keepWidths(TableView<?> table) {
    Map<String, Integer> now = widthsOf(table);
    if (!now.equals(laidOut)) {
      widths.putAll(now);
      keep(table);
    }
  }

  private static Map<String, Integer> widthsOf(TableView<?> table) {
    var widths = new HashMap<String, Integer>();
    for (TableColumn<?, ?> column : table.getColumns()) {
      if (column.isVisible()) {
        widths.put(column.getId(), (int) Math.round(column.getWidth()));
      }
    }
    return widths;
  }

  private void keep(TableView<?> table) {
    var kept = new ArrayList<TableLayout.Column>();
    for (TableColumn<?, ?> column : table.getColumns()) {
      kept.add(
          new TableLayout.Column(
              column.getId(),
              widths.getOrDefault(column.getId(), 0),
              choices.getOrDefault(column.getId(), Visible.AS_USUAL)));
    }
    var layout = new TableLayout(kept, sort);
    if (!layout.equals(settings.get(setting))) {
      settings.set(setting, layout);
    }
  }
}
