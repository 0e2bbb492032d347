package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.settings.Settings;
import dev.weir.views.deadletters.replay.ReplayWords;
import dev.weir.views.kit.Moments;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Tables;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;

/** Replays that were begun from this machine, a row each. Confined to the FX thread. */
final class JobsTable {
  private final LettersModel model;
  private final TableView<ReplayJob> table = Tables.table();
  private final SortedRows<ReplayJob> sorted;

  /**
   * @param opened told which a person selects
   */
  JobsTable(LettersModel model, Settings settings, Moments moments, Consumer<ReplayJob> opened) {
    this.model = model;
    table.setId("replay-jobs");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.number(
                    "created",
                    "Begun",
                    110,
                    row -> moments.second(row.job().created().toEpochMilli()),
                    Comparator.comparing(row -> row.job().created())),
                Tables.mono("job", "Job", 160, row -> row.job().id()),
                Tables.severity("state", "State", 190, ReplayWords::severity, ReplayWords::state),
                Tables.text("stream", "Dead letters of", 150, row -> row.job().stream()),
                Tables.count("planned", "Planned", 80, row -> row.job().planned()),
                Tables.count("sent", "Sent", 80, row -> row.job().sent()),
                Tables.count("aside", "Set aside", 80, row -> row.job().quarantined()),
                Tables.count("unknown", "Unknown", 80, row -> row.job().unknown()),
                Tables.text("reason", "Reason", 200, row -> row.job().reason())));
    table.setPlaceholder(new Label("Nothing was brought back from this machine yet."));
    Tables.onSelect(table, opened);
    sorted = new SortedRows<>(table, settings, "replay-jobs", this::show);
  }

  TableView<ReplayJob> table() {
    return table;
  }

  /** Shows those that match the filter. */
  void show() {
    Tables.show(table, sorted.of(model.jobs()), row -> row.job().id());
  }

  /** None is open. */
  void unmark() {
    table.getSelectionModel().clearSelection();
  }
}
