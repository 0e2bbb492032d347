package dev.weir.views.alerts;

import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** Writes a file in a form beside its text: what it is, Save and Cancel, above the form. */
abstract class FileEditor extends VBox {
  private final Runnable close;
  private final Label title = new Label();
  private final Button save = new Button("Save");
  private final HBox bar;

  /**
   * @param what it is about, as a part of the nodes' ids: "rule"
   * @param close leaves the editor
   */
  FileEditor(String what, Runnable close) {
    super(10);
    this.close = close;
    setId(what + "-editor");
    title.getStyleClass().add("strong");
    title.setId(what + "-title");
    save.setId("save-" + what);
    save.getStyleClass().add("accent");
    save.setOnAction(event -> save());
    var cancel = new Button("Cancel");
    cancel.setId("cancel-" + what);
    cancel.setOnAction(event -> close.run());
    bar = new HBox(10, title, new Spacer(), save, cancel);
    bar.setAlignment(Pos.CENTER_LEFT);
  }

  /** The form that is open. */
  abstract TextForm form();

  /** Writes the file; why it was not written, or empty. */
  abstract CompletableFuture<Optional<String>> write();

  /** The bar above a form. */
  final void show(TextForm form) {
    VBox.setVgrow(form, Priority.ALWAYS);
    getChildren().setAll(bar, form);
  }

  final void entitle(String text) {
    title.setText(text);
  }

  final void mayBeSaved(boolean may) {
    save.setDisable(!may);
  }

  private void save() {
    save.setDisable(true);
    var _ = write().thenAccept(why -> Pulse.post(() -> saved(why)));
  }

  private void saved(Optional<String> why) {
    save.setDisable(false);
    if (why.isEmpty()) {
      close.run();
    } else {
      form().problem(why.get());
    }
  }
}
