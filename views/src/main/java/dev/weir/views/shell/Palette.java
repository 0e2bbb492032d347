package dev.weir.views.shell;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Type a few letters, press Enter: goes there or does it. */
final class Palette extends VBox {
  private static final double ROW = 32;
  private static final int ROWS_SHOWN = 10;

  private final PaletteModel model;
  private final Runnable close;
  private final TextField text = new TextField();
  private final ListView<PaletteModel.Item> list = new ListView<>();

  Palette(PaletteModel model, Runnable close) {
    this.model = model;
    this.close = close;
    getStyleClass().addAll("overlay-card", "palette");
    setMaxSize(560, Region.USE_PREF_SIZE);
    text.setId("palette-text");
    text.setPromptText("Go to a screen, stream, group or connection, or do something…");
    list.setFixedCellSize(ROW);
    list.setFocusTraversable(false);
    list.setPlaceholder(new Label("Nothing is called that."));
    list.setCellFactory(ignored -> new Cell());
    list.setOnMouseClicked(
        event -> {
          if (list.getSelectionModel().getSelectedItem() != null) {
            runSelected();
          }
        });
    text.textProperty().subscribe((was, now) -> model.search(now));
    model.foundProperty().subscribe(this::show);
    text.addEventFilter(KeyEvent.KEY_PRESSED, this::key);
    getChildren().addAll(text, list);
  }

  void open() {
    text.clear();
    model.search("");
    text.requestFocus();
  }

  private void show(List<PaletteModel.Item> found) {
    list.getItems().setAll(found);
    list.getSelectionModel().selectFirst();
    int rows = Math.clamp(list.getItems().size(), 1, ROWS_SHOWN);
    list.setPrefHeight(rows * ROW + 2);
    list.setMinHeight(rows * ROW + 2);
  }

  private void key(KeyEvent event) {
    switch (event.getCode()) {
      case DOWN -> move(1, event);
      case UP -> move(-1, event);
      case ENTER -> {
        event.consume();
        runSelected();
      }
      default -> {
        // Goes on to the text field.
      }
    }
  }

  private void move(int by, KeyEvent event) {
    event.consume();
    int size = list.getItems().size();
    if (size > 0) {
      int next = Math.floorMod(list.getSelectionModel().getSelectedIndex() + by, size);
      list.getSelectionModel().clearAndSelect(next);
      list.scrollTo(Math.max(0, next - ROWS_SHOWN / 2));
    }
  }

  private void runSelected() {
    if (model.isBehind()) {
      // What is shown is not what was typed.
      close.run();
      model.takeFirst();
      return;
    }
    PaletteModel.Item item = list.getSelectionModel().getSelectedItem();
    close.run();
    if (item != null) {
      item.run().run();
    }
  }

  static boolean isOpening(KeyEvent event) {
    return event.isShortcutDown() && event.getCode() == KeyCode.K;
  }

  private static final class Cell extends ListCell<PaletteModel.Item> {
    private final Label name = new Label();
    private final Label kind = new Label();
    private final Label hint = new Label();
    private final HBox row;

    Cell() {
      kind.getStyleClass().add("caption");
      hint.getStyleClass().addAll("caption", "keys");
      name.setMinWidth(0);
      var space = new Region();
      HBox.setHgrow(space, Priority.ALWAYS);
      row = new HBox(10, name, kind, space, hint);
      row.setAlignment(Pos.CENTER_LEFT);
    }

    @Override
    protected void updateItem(PaletteModel.Item item, boolean empty) {
      super.updateItem(item, empty);
      if (empty || item == null) {
        setGraphic(null);
      } else {
        name.setText(item.name());
        kind.setText(item.kind());
        hint.setText(item.hint());
        setGraphic(row);
      }
    }
  }
}
