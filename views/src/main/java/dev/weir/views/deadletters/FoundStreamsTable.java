package dev.weir.views.deadletters;

import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.settings.Settings;
import dev.weir.stream.StreamRef;
import dev.weir.views.kit.Moments;
import dev.weir.views.kit.SortedRows;
import dev.weir.views.kit.Tables;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;

/**
 * Streams in which dead letters were found, a row each, and what a person can say about one: that
 * it holds none, or who wrote them. Confined to the FX thread.
 */
final class FoundStreamsTable {
  private final LettersModel model;
  private final TableView<StreamOfLetters> table = Tables.table();
  private final SortedRows<StreamOfLetters> sorted;

  /**
   * @param opened told whose causes a person wants to see
   */
  FoundStreamsTable(
      LettersModel model, Settings settings, Moments moments, Consumer<StreamRef> opened) {
    this.model = model;
    table.setId("letter-streams");
    table
        .getColumns()
        .setAll(
            List.of(
                Tables.text("stream", "Stream", 150, row -> row.found().stream().name()),
                Tables.text(
                    "connection", "Connection", 100, row -> row.found().stream().connection()),
                Tables.number(
                    "records",
                    "Records",
                    80,
                    LetterWords::records,
                    Comparator.comparingLong(StreamOfLetters::records)),
                Tables.text("dialects", "Written by", 170, LetterWords::dialects),
                Tables.text("origins", "Origin", 120, LetterWords::origins),
                Tables.number(
                    "oldest",
                    "Oldest",
                    112,
                    row -> LetterWords.second(row.oldestMillis(), moments),
                    Comparator.comparingLong(row -> row.oldestMillis().orElse(0))),
                Tables.number(
                    "newest",
                    "Newest",
                    112,
                    row -> LetterWords.second(row.newestMillis(), moments),
                    Comparator.comparingLong(row -> row.newestMillis().orElse(0))),
                Tables.text("reading", "Causes", 110, row -> LetterWords.reading(row.reading())),
                Tables.text("because", "Because", 230, LetterWords::because)));
    table.setPlaceholder(new Label("No stream of dead letters was found."));
    table.setContextMenu(menu());
    sorted = new SortedRows<>(table, settings, "letter-streams", this::show);
    Tables.onOpen(table, row -> opened.accept(row.found().stream()));
  }

  TableView<StreamOfLetters> table() {
    return table;
  }

  /** Shows those that match the filter. */
  void show() {
    Tables.show(
        table,
        sorted.of(model.streams()),
        row -> row.found().stream() + "" + row.found().pending());
  }

  private ContextMenu menu() {
    var none = new MenuItem("Holds no dead letters");
    none.setOnAction(event -> ofSelected(model::holdsNone));
    var auto = new MenuItem("Find out by itself");
    auto.setOnAction(event -> ofSelected(model::findOut));
    var pin = new Menu("Read as written by");
    for (Dialect dialect : Dialect.values()) {
      if (dialect != Dialect.REDIS_PENDING) {
        var item = new MenuItem(dialect.title());
        item.setOnAction(event -> ofSelected(stream -> model.pin(stream, Optional.of(dialect))));
        pin.getItems().add(item);
      }
    }
    return new ContextMenu(pin, none, auto);
  }

  private void ofSelected(Consumer<StreamRef> act) {
    StreamOfLetters row = table.getSelectionModel().getSelectedItem();
    if (row != null) {
      act.accept(row.found().stream());
    }
  }
}
