package dev.weir.views.alerts;

import dev.weir.engine.notify.ChannelBook;
import dev.weir.engine.notify.ChannelDesk;
import dev.weir.engine.notify.ChannelForm;
import dev.weir.engine.notify.SettingsForm;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlForm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;

/** Writes a channel, or what else the file of channels says. */
final class ChannelEditor extends FileEditor {
  private static final String OF_CHANNELS =
      "A secret is never in the file. Typed here, it goes into the keychain when you save; or name"
          + " the variable of the environment or the file that has it.";
  private static final String OF_SETTINGS =
      "Durations are 30s, 15m, 1h30m, 2d. In maintenance hours alerts are judged and shown, and"
          + " nobody is told; hours may pass midnight. What is empty is as the field says.";

  private final ChannelDesk desk;
  private final String file;
  private final Label hint = new Label();
  private final TypedSecrets secrets;
  private final TextForm channel;
  private final TextForm settings;
  private TextForm form;
  private String before = "";

  /**
   * @param file where channels are, as a path
   * @param close leaves the editor
   */
  ChannelEditor(ChannelDesk desk, String file, Runnable close) {
    super("channel", close);
    this.desk = desk;
    this.file = file;
    secrets = new TypedSecrets(desk.withoutKeychain(), desk::entryFor);
    channel =
        new TextForm(
            new YamlForm.OfItem(NamedItems.CHANNELS, ChannelForm::fields),
            "channel",
            secrets,
            this::entitle,
            this::check);
    settings =
        new TextForm(new SettingsForm(), "notify", TypedSecrets.none(), this::entitle, this::check);
    form = channel;
    hint.setWrapText(true);
    hint.setMinHeight(Region.USE_PREF_SIZE);
    hint.getStyleClass().add("caption");
  }

  @Override
  TextForm form() {
    return form;
  }

  void open(ChannelDesk.Draft draft) {
    before = draft.before();
    boolean isChannel = !draft.channel().isEmpty();
    form = isChannel ? channel : settings;
    hint.setText(isChannel ? OF_CHANNELS : OF_SETTINGS);
    show(form);
    getChildren().add(hint);
    form.problem("");
    form.open(draft.text(), draft.channel());
    entitle();
  }

  private void entitle() {
    entitle((form.name().isEmpty() ? "Settings" : form.name()) + " in " + file);
  }

  private void check() {
    List<RuleProblem> found = ChannelBook.read(file, form.text()).problems();
    form.problems(found);
    mayBeSaved(found.isEmpty());
  }

  @Override
  CompletableFuture<Optional<String>> write() {
    return desk.save(new ChannelDesk.Draft(form.text(), form.name(), before, secrets.all()));
  }
}
