package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.settings.Settings;
import dev.weir.views.deadletters.replay.ReplayWords;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Tables;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;

/** Replays that were begun from this machine, a row each. Confined to the FX thread. */
final class JobsTable {
  private final LettersModel model;
  private final TableView<ReplayJob> table = Tables.table();
  private final SortedRows<ReplayJob> sorted;

  /**
   * @param opened told which a person selects
   */
  JobsTable(
      LettersModel model, Settings settings, Supplier<ZoneId> zone, Consumer<ReplayJob> opened) {
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
                    row -> Formats.clock(row.job().created().toEpochMilli(), zone.get()),
                    Comparator.comparing(row -> row.job().created())),
                Tables.mono("job", "Job", 140, row -> row.job().id()),
                Tables.severity("state", "State", 190, ReplayWords::severity, ReplayWords::state),
                Tables.text("stream", "Dead letters of", 150, row -> row.job().stream()),
                count("planned", "Planned", row -> row.job().planned()),
                count("sent", "Sent", row -> row.job().sent()),
                count("aside", "Set aside", row -> row.job().quarantined()),
                count("unknown", "Unknown", row -> row.job().unknown()),
                Tables.text("reason", "Reason", 200, row -> row.job().reason())));
    table.setPlaceholder(new Label("Nothing was brought back from this machine yet."));
    Tables.onSelect(table, opened);
    sorted = new SortedRows<>(table, settings, "replay-jobs", this::show);
  }

  private static TableColumn<ReplayJob, ReplayJob> count(
      String id, String title, ToLongFunction<ReplayJob> records) {
    return Tables.number(
        id,
        title,
        80,
        row -> Formats.exact(records.applyAsLong(row)),
        Comparator.comparingLong(records));
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
