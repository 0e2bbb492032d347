package dev.weir.views.kit;

import dev.weir.engine.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a person arranged a table: order, width and visibility of its columns, and what it is sorted
 * by.
 *
 * @param columns in their order; those that are missing here are where the program puts them
 * @param sort what it is sorted by, if that was ever chosen
 */
record TableLayout(List<Column> columns, Optional<Sort> sort) {
  static final TableLayout UNTOUCHED = new TableLayout(List.of(), Optional.empty());

  TableLayout {
    columns = List.copyOf(columns);
  }

  /** Whether a column is shown: as chosen, or as the program likes while nobody chose. */
  enum Visible {
    AS_USUAL,
    SHOWN,
    HIDDEN
  }

  /**
   * One column.
   *
   * @param width pixels; 0 as usual
   */
  record Column(String id, int width, Visible visible) {}

  record Sort(String column, boolean descending) {}

  /** The setting that keeps a table's layout. */
  static Setting<TableLayout> setting(String table) {
    return new Setting<>(
        "table-" + table,
        UNTOUCHED,
        TableLayout::parse,
        TableLayout::print,
        "Columns of the table, as arranged in the window.");
  }

  /** "name:200:as_usual rate:88:hidden | rate desc". */
  private static String print(TableLayout layout) {
    String columns =
        layout.columns.stream()
            .map(it -> it.id + ":" + it.width + ":" + it.visible.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" "));
    return columns
        + layout.sort.map(it -> " | " + it.column + (it.descending ? " desc" : " asc")).orElse("");
  }

  private static TableLayout parse(String text) {
    String[] halves = text.split("\\|", -1);
    var columns = new ArrayList<Column>();
    for (String word : halves[0].strip().split("\\s+", -1)) {
      if (!word.isEmpty()) {
        String[] parts = word.split(":", -1);
        columns.add(
            new Column(
                parts[0],
                Integer.parseInt(parts[1]),
                Visible.valueOf(parts[2].toUpperCase(Locale.ROOT))));
      }
    }
    Optional<Sort> sort = Optional.empty();
    if (halves.length > 1) {
      String[] words = halves[1].strip().split("\\s+", -1);
      sort = Optional.of(new Sort(words[0], words[1].equals("desc")));
    }
    return new TableLayout(columns, sort);
  }
}
