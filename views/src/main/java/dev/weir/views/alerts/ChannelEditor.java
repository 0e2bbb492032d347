package dev.weir.views.alerts;

import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.notify.ChannelForm;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Spacer;
import java.util.List;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Writes a channel, in a form or in the file's text. */
final class ChannelEditor extends VBox {
  private final ChannelDesk desk;
  private final Runnable close;
  private final String file;
  private final Label title = new Label();
  private final Label hint = new Label();
  private final Button save = new Button("Save");
  private final TextForm form;
  private String before = "";

  /**
   * @param file where channels are, as a path
   * @param close leaves the editor
   */
  ChannelEditor(ChannelDesk desk, String file, Runnable close) {
    super(10);
    this.desk = desk;
    this.close = close;
    this.file = file;
    setId("channel-editor");
    form =
        new TextForm(
            NamedItems.CHANNELS, "channel", ChannelForm::fields, this::entitle, this::check);
    title.getStyleClass().add("strong");
    title.setId("channel-title");
    save.setId("save-channel");
    save.getStyleClass().add("accent");
    save.setOnAction(event -> save());
    var cancel = new Button("Cancel");
    cancel.setId("cancel-channel");
    cancel.setOnAction(event -> close.run());
    var bar = new HBox(10, title, new Spacer(), save, cancel);
    bar.setAlignment(Pos.CENTER_LEFT);
    hint.setText(
        "Secrets stay where they are kept: write the name of a variable of the environment, of a"
            + " file or of an entry of the keychain, never the secret.");
    hint.setWrapText(true);
    hint.setMinHeight(Region.USE_PREF_SIZE);
    hint.getStyleClass().add("caption");
    VBox.setVgrow(form, Priority.ALWAYS);
    getChildren().setAll(bar, form, hint);
  }

  void open(ChannelDesk.Draft draft) {
    before = draft.before();
    form.problem("");
    form.open(draft.text(), draft.channel());
    entitle();
  }

  private void entitle() {
    title.setText(form.name() + " in " + file);
  }

  private void check() {
    List<RuleProblem> found = ChannelBook.read(file, form.text()).problems();
    form.problems(found);
    save.setDisable(!found.isEmpty());
  }

  private void save() {
    save.setDisable(true);
    var _ =
        desk.save(new ChannelDesk.Draft(form.text(), form.name(), before))
            .thenAccept(why -> Pulse.post(() -> saved(why)));
  }

  private void saved(Optional<String> why) {
    save.setDisable(false);
    if (why.isEmpty()) {
      close.run();
    } else {
      form.problem(why.get());
    }
  }
}
