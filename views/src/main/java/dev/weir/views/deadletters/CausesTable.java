package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.finding.Target;
import dev.weir.engine.settings.Settings;
import dev.weir.views.deadletters.replay.ReplayWords;
import dev.weir.views.kit.Aim;
import dev.weir.views.kit.EmptyState;
import dev.weir.views.kit.Moments;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Tables;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.TableView;
import org.kordamp.ikonli.feather.Feather;

/** What dead letters died of, a row each. Confined to the FX thread. */
final class CausesTable {
  private final LettersModel model;
  private final TableView<CauseOfStream> table = Tables.table();
  private final SortedRows<CauseOfStream> sorted;
  private final Aim<CauseOfStream, String> aim;

  CausesTable(LettersModel model, Navigator navigator, Settings settings, Moments moments) {
    this.model = model;
    table.setId("causes");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.text("cause", "Cause", 262, row -> LetterWords.cause(row.cause().key())),
                Tables.mono("frame", "Thrown at", 116, row -> LetterWords.frame(row.cause().key())),
                Tables.text("way", "Origin → failing group", 172, LetterWords::way),
                Tables.text("stream", "In", 100, row -> row.stream().name()),
                Tables.count("records", "Records", 70, row -> row.cause().records()),
                Tables.spark("spark", "Last hour", 84, CausesTable::lastHour),
                Tables.number(
                    "first",
                    "First",
                    90,
                    row -> LetterWords.second(row.cause().firstMillis(), moments),
                    Comparator.comparingLong(row -> row.cause().firstMillis().orElse(0))),
                Tables.number(
                    "last",
                    "Last",
                    90,
                    row -> LetterWords.second(row.cause().lastMillis(), moments),
                    Comparator.comparingLong(row -> row.cause().lastMillis().orElse(0))),
                Tables.text("state", "State", 112, row -> ReplayWords.state(model.jobsOf(row)))));
    table.getColumns().getLast().getStyleClass().add("last-column");
    table.setPlaceholder(
        new EmptyState(
            Feather.INBOX,
            "No dead letters",
            "Nothing that is connected holds any, as far as settings, headers and names tell. Under"
                + " By stream is what was found; weir dlq mark adds a stream.",
            "Open connections",
            () -> navigator.go(new Target.ToConnection(""))));
    // What was said while it was empty would otherwise keep its height, above a plan too.
    table.setMinHeight(0);
    Tables.onSelect(table, row -> model.select(Optional.of(row)));
    aim = new Aim<>(table, LettersModel::identity);
    sorted = new SortedRows<>(table, settings, "causes", this::showInOrder);
  }

  TableView<CauseOfStream> table() {
    return table;
  }

  /** Shows those that match the filter. */
  void show() {
    Tables.show(table, aim.of(sorted.of(model.causes())), LettersModel::identity);
  }

  private void showInOrder() {
    aim.release();
    show();
  }

  /** Selects the first; false if there is none. */
  boolean selectFirst() {
    if (table.getItems().isEmpty()) {
      return false;
    }
    table.getSelectionModel().selectFirst();
    return true;
  }

  /** What is open was not always clicked on. */
  void mark(CauseOfStream open) {
    CauseOfStream marked = table.getSelectionModel().getSelectedItem();
    String identity = LettersModel.identity(open);
    if (marked == null || !LettersModel.identity(marked).equals(identity)) {
      for (CauseOfStream row : table.getItems()) {
        if (LettersModel.identity(row).equals(identity)) {
          table.getSelectionModel().select(row);
          return;
        }
      }
    }
  }

  /** Nothing is open. */
  void unmark() {
    table.getSelectionModel().clearSelection();
  }

  private static float[] lastHour(CauseOfStream row) {
    List<Integer> hour = row.cause().lastHour();
    float[] values = new float[hour.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = hour.get(i);
    }
    return values;
  }
}
