package dev.weir.views.kit;

import dev.weir.engine.settings.Settings;
import java.util.Comparator;
import java.util.List;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyEvent;

/**
 * Sorts a table all of whose rows the window has, a few hundred: a click on a heading sorts by it,
 * the next one the other way round, and a third gives rows back the order they come in. The columns
 * are kept as a person arranged them. Confined to the FX thread.
 */
public final class SortedRows<R> {
  private final TableView<R> table;
  private final TableMemory memory;
  private boolean arranged;

  /**
   * Of {@code table}, which has all its columns; those without an order of their own cannot be
   * sorted by.
   *
   * @param name a short name in small letters that the arrangement is kept under: "causes"
   * @param changed told that another order is wanted, to show rows anew
   */
  public SortedRows(TableView<R> table, Settings settings, String name, Runnable changed) {
    this.table = table;
    memory = new TableMemory(settings, name);
    for (TableColumn<R, ?> column : table.getColumns()) {
      column.setSortable(Tables.isOrdered(column));
    }
    table.setTableMenuButtonVisible(true);
    memory.follow(table);
    memory.sort().ifPresent(sort -> Tables.markSorted(table, sort.column(), sort.descending()));
    table.setSortPolicy(
        _ -> {
          // It is asked at once, too, when it is set.
          if (arranged) {
            remember();
            // Not now: the table notes meanwhile which cells are selected.
            Pulse.post(changed);
          }
          return true;
        });
    arranged = true;
    Tables.resumeWithArrows(table);
    table.addEventHandler(KeyEvent.KEY_PRESSED, this::keyPressed);
  }

  private void remember() {
    if (table.getSortOrder().isEmpty()) {
      memory.unsorted(table);
    } else {
      TableColumn<R, ?> first = table.getSortOrder().getFirst();
      memory.sorted(table, first.getId(), first.getSortType() == TableColumn.SortType.DESCENDING);
    }
  }

  /** {@code rows} in the order that is wanted; equal ones stay in theirs. */
  public List<R> of(List<R> rows) {
    Comparator<R> order = table.getComparator();
    return order == null ? rows : rows.stream().sorted(order).toList();
  }

  /** Shows or hides a column as the program likes it, unless a person chose otherwise. */
  public void usually(TableColumn<R, ?> column, boolean visible) {
    memory.usually(column, visible);
  }

  private void keyPressed(KeyEvent event) {
    if (SearchKeys.areOf(event)) {
      Tables.sortByKey(table, event);
    }
  }
}
