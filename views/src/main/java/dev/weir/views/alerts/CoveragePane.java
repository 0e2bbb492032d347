package dev.weir.views.alerts;

import dev.weir.engine.alert.Coverage;
import dev.weir.engine.finding.Severity;
import dev.weir.engine.settings.Settings;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Spacer;
import dev.weir.views.kit.Tables;
import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Which streams and groups are watched by which rules, those that none watches first. */
final class CoveragePane extends VBox {
  private final TableView<Coverage.Row> rows = Tables.table();
  private final SortedRows<Coverage.Row> sorted;
  private Coverage coverage = Coverage.EMPTY;
  private final Label summary = new Label();
  private final Button open = new Button("Open");

  CoveragePane(Navigator navigator, Settings settings) {
    super(12);
    rows.setId("coverage");
    rows.getColumns()
        .setAll(
            List.of(
                Tables.severity(
                    "watched", "Watched", 180, CoveragePane::severity, CoveragePane::state),
                Tables.text("kind", "Kind", 70, Coverage.Row::kind),
                Tables.text("name", "Name", 200, Coverage.Row::name),
                Tables.text("connection", "Connection", 140, Coverage.Row::connection),
                Tables.text("rules", "Rules", 360, row -> String.join(", ", row.rules())),
                Tables.text("metrics", "Measured", 260, row -> String.join(", ", row.metrics()))));
    sorted = new SortedRows<>(rows, settings, "coverage", this::showRows);
    rows.setPlaceholder(new Label("Nothing is connected."));
    summary.setId("coverage-summary");
    summary.getStyleClass().add("caption");
    open.setId("coverage-open");
    open.disableProperty().bind(rows.getSelectionModel().selectedItemProperty().isNull());
    open.setOnAction(event -> navigator.go(rows.getSelectionModel().getSelectedItem().target()));
    Tables.onOpen(rows, row -> navigator.go(row.target()));
    var bar = new HBox(12, summary, new Spacer(), open);
    bar.setAlignment(Pos.CENTER_LEFT);
    VBox.setVgrow(rows, Priority.ALWAYS);
    getChildren().setAll(bar, rows);
  }

  private void showRows() {
    Tables.show(
        rows,
        sorted.of(coverage.rows()),
        row -> row.kind() + ' ' + row.connection() + ' ' + row.name());
  }

  void show(Coverage now) {
    coverage = now;
    showRows();
    long unwatched = coverage.rows().stream().filter(Coverage.Row::isUnwatched).count();
    long general =
        coverage.rows().stream().filter(row -> !row.isUnwatched() && row.rules().isEmpty()).count();
    summary.setText(
        unwatched == 0 && general == 0
            ? "Every stream and group is watched by a rule of its own kind."
            : unwatched
                + " without any rule, "
                + general
                + " watched by rules on everything alone, of "
                + coverage.rows().size()
                + ".");
  }

  private static Severity severity(Coverage.Row row) {
    return row.isUnwatched()
        ? Severity.WARNING
        : row.rules().isEmpty() ? Severity.UNKNOWN : Severity.OK;
  }

  private static String state(Coverage.Row row) {
    if (row.isUnwatched()) {
      return row.metrics().isEmpty() ? "nothing measured" : "no rule";
    }
    return row.rules().isEmpty()
        ? "by " + String.join(", ", row.general())
        : row.rules().size() == 1 ? "1 rule" : row.rules().size() + " rules";
  }
}
