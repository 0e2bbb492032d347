package dev.weir.views.alerts;

import dev.weir.engine.alert.HistoryLine;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.function.LongFunction;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What happened to an alert, line by line. */
final class HistoryPane extends VBox {
  private final TableView<HistoryLine> lines = Tables.table();

  /**
   * @param clock tells a time, in epoch milliseconds
   */
  HistoryPane(LongFunction<String> clock) {
    lines.setId("alert-history");
    lines
        .getColumns()
        .setAll(
            List.of(
                Tables.number("at", "At", 100, line -> clock.apply(line.atMillis())),
                Tables.text("what", "What", 120, HistoryLine::what),
                Tables.text("why", "Why", 700, HistoryLine::why)));
    lines.getColumns().forEach(column -> column.setSortable(false));
    Tables.keepWidth(lines.getColumns().get(0), lines.getColumns().get(1));
    lines.setPlaceholder(new Label("Nothing has been written down yet."));
    VBox.setVgrow(lines, Priority.ALWAYS);
    getChildren().setAll(lines);
  }

  void show(List<HistoryLine> history) {
    if (!lines.getItems().equals(history)) {
      lines.getItems().setAll(history);
    }
  }
}
