package dev.weir.views.alerts;

import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.alert.Silence;
import dev.weir.views.kit.Tables;
import java.util.List;
import java.util.function.LongFunction;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** What is silenced, and until when. */
final class SilencesPane extends VBox {
  private final TableView<Silence> silences = Tables.table();

  /**
   * @param clock tells a moment, in epoch milliseconds
   */
  SilencesPane(AlertsModel model, LongFunction<String> clock) {
    super(12);
    silences.setId("silences");
    silences
        .getColumns()
        .setAll(
            List.of(
                Tables.text("where", "Alerts with", 520, AlertWords::matchers),
                Tables.number("until", "Until", 130, row -> clock.apply(row.untilMillis())),
                Tables.text("by", "By", 120, Silence::by)));
    silences.getColumns().forEach(column -> column.setSortable(false));
    Tables.keepWidth(silences.getColumns().get(1), silences.getColumns().get(2));
    silences.setPlaceholder(new Label("Nothing is silenced."));
    VBox.setVgrow(silences, Priority.ALWAYS);
    var end = new Button("End silence");
    end.setId("end-silence");
    end.disableProperty().bind(silences.getSelectionModel().selectedItemProperty().isNull());
    end.setOnAction(event -> model.endSilence(silences.getSelectionModel().getSelectedItem()));
    getChildren().setAll(silences, end);
  }

  void show(AlertTable table) {
    Tables.show(silences, table.silences(), Silence::id);
  }
}
