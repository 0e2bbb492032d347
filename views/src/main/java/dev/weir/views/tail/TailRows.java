package dev.weir.views.tail;

import dev.weir.engine.settings.Settings;
import dev.weir.engine.tail.TailRow;
import dev.weir.views.kit.Formats;
import dev.weir.views.kit.Presence;
import dev.weir.views.kit.TableMemory;
import dev.weir.views.kit.WindowedTail;
import java.time.ZoneId;
import java.util.function.Supplier;
import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;

/**
 * The rows of a tail, and how many newer ones there are above those in view. Confined to the FX
 * thread.
 */
final class TailRows extends StackPane {
  private final TailModel model;
  private final TableColumn<TailRow, TailRow> streamColumn = TailColumns.stream();
  private final WindowedTail rows;
  private final TableMemory memory;
  private final Label nothingYet = new Label();
  private final Label newer = new Label();

  TailRows(TailModel model, Settings settings, Supplier<ZoneId> zone) {
    this.model = model;
    rows = new WindowedTail(model.window(), TailColumns.of(streamColumn, zone), new Moves());
    rows.setId("tail-rows");
    newer.getStyleClass().add("newer-rows");
    newer.setOnMouseClicked(event -> follow(true));
    StackPane.setAlignment(newer, Pos.TOP_CENTER);
    Presence.set(newer, false);
    nothingYet.getStyleClass().add("muted");
    rows.table().setPlaceholder(nothingYet);
    memory = new TableMemory(settings, "tail");
    memory.follow(rows.table());
    getChildren().setAll(rows, newer);
  }

  /** Tells keys that are pressed in the table. */
  void onKey(EventHandler<KeyEvent> keyPressed) {
    rows.table().addEventFilter(KeyEvent.KEY_PRESSED, keyPressed);
  }

  /** Moves the focus to the table. */
  void takeFocus() {
    rows.table().requestFocus();
  }

  /** Whether rows may be of several streams, and each has to say which. */
  void nameStreams(boolean several) {
    memory.usually(streamColumn, several);
  }

  /** Says why there are no rows. */
  void explainNothing(String why) {
    nothingYet.setText(why);
  }

  /** Keeps the newest rows in view, or those that are. */
  void follow(boolean on) {
    model.follow(on);
    refresh();
  }

  /** Moves the selection, positive towards older rows. */
  void walk(int by) {
    model.walk(by);
    refresh();
  }

  void toNewest() {
    model.toNewest();
    refresh();
  }

  void toOldest() {
    model.toOldest();
    refresh();
  }

  /** Shows what the model has in view now. */
  void refresh() {
    rows.refresh();
    int above = model.window().first();
    boolean show = !model.followingProperty().get() && above > 0;
    Presence.set(newer, show);
    if (show) {
      newer.setText(
          "↑ "
              + Formats.exact(above)
              + (above == 1 ? " newer row" : " newer rows")
              + " · f follow");
    }
  }

  private final class Moves implements WindowedTail.Moves {
    @Override
    public void scrollBy(int by) {
      model.scrollBy(by);
      refresh();
    }

    @Override
    public void scrollTo(int row) {
      model.scrollTo(row);
      refresh();
    }

    @Override
    public void select(long rowId) {
      model.select(rowId);
      refresh();
    }

    @Override
    public void walk(int by) {
      TailRows.this.walk(by);
    }
  }
}
