package dev.weir.views.shell;

import dev.weir.engine.finding.Fault;
import dev.weir.views.kit.Formats;
import java.time.ZoneId;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The latest faults, newest first: when, where, what happened, what to do. */
final class FaultLog extends VBox {
  private final ListView<Fault> list = new ListView<>();
  private ZoneId zone = java.time.ZoneOffset.UTC;

  FaultLog() {
    super(12);
    getStyleClass().addAll("overlay-card", "fault-log");
    setMaxSize(880, 520);
    var title = new Label("What went wrong");
    title.getStyleClass().add("screen-title");
    var hint = new Label("Newest first, at most 100. Ctrl+C copies the selected one.");
    hint.getStyleClass().add("caption");
    list.setPlaceholder(new Label("Nothing went wrong since the start."));
    list.setCellFactory(ignored -> new Cell());
    list.setPrefSize(820, 400);
    list.setOnKeyPressed(
        event -> {
          if (event.isShortcutDown() && event.getCode() == KeyCode.C) {
            copySelected();
          }
        });
    getChildren().addAll(title, hint, list);
  }

  void show(List<Fault> faults, ZoneId zone) {
    this.zone = zone;
    list.getItems().setAll(faults);
  }

  private void copySelected() {
    Fault fault = list.getSelectionModel().getSelectedItem();
    if (fault != null) {
      var content = new ClipboardContent();
      content.putString(
          String.join(
              " ",
              Formats.iso(fault.atMillis(), zone),
              fault.source(),
              fault.what(),
              fault.remedy()));
      Clipboard.getSystemClipboard().setContent(content);
    }
  }

  private final class Cell extends ListCell<Fault> {
    private final Label at = new Label();
    private final Label source = new Label();
    private final Label what = new Label();
    private final Label remedy = new Label();
    private final VBox row;

    Cell() {
      at.getStyleClass().addAll("mono", "muted");
      at.setMinWidth(Region.USE_PREF_SIZE);
      source.getStyleClass().add("caption");
      source.setMinWidth(Region.USE_PREF_SIZE);
      what.setWrapText(true);
      remedy.setWrapText(true);
      remedy.getStyleClass().add("muted");
      row = new VBox(2, new HBox(10, at, source), what, remedy);
      row.maxWidthProperty().bind(list.widthProperty().subtract(40));
    }

    @Override
    protected void updateItem(Fault fault, boolean empty) {
      super.updateItem(fault, empty);
      if (empty || fault == null) {
        setGraphic(null);
      } else {
        at.setText(Formats.iso(fault.atMillis(), zone));
        source.setText(fault.source());
        what.setText(fault.what());
        remedy.setText(fault.remedy());
        setGraphic(row);
      }
    }
  }
}
