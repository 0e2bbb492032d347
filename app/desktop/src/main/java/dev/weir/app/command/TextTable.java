package dev.weir.app.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows of text under headings, each column as wide as its widest cell. */
final class TextTable {
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(Column... columns) {
    this.columns = List.of(columns);
  }

  static Column left(String heading) {
    return new Column(heading, false);
  }

  static Column right(String heading) {
    return new Column(heading, true);
  }

  void row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells, " + columns.size() + " columns");
    }
    rows.add(List.of(cells));
  }

  void printTo(Terminal terminal) {
    int[] widths = new int[columns.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = columns.get(column).heading().length();
      for (List<String> row : rows) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    var headings = new ArrayList<String>();
    for (Column column : columns) {
      headings.add(column.heading());
    }
    terminal.line(laidOut(headings, widths));
    for (List<String> row : rows) {
      terminal.line(laidOut(row, widths));
    }
  }

  private String laidOut(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = String.join("", Collections.nCopies(widths[column] - cell.length(), " "));
      if (column > 0) {
        line.append("  ");
      }
      line.append(columns.get(column).alignedRight() ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  /** A heading and the side its cells lean to. */
  record Column(String heading, boolean alignedRight) {}
}
