package dev.weir.views.kit;

import dev.weir.engine.write.Consent;
import dev.weir.engine.write.WriteGuard;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/**
 * What a person types and presses to have a write done, by what the connection's owner decided: its
 * target's name and a reason on production, a reason if one likes elsewhere, and nothing but the
 * way to unlock it where it is read-only. Confined to the FX thread.
 */
public final class ConsentRow extends HBox {
  private final TextField target = new TextField();
  private final TextField reason = new TextField();
  private final Hyperlink unlock = new Hyperlink("Read-only: unlock it under Connections");
  private final Button confirm;

  /**
   * @param id of the write; the parts are {@code id-target}, {@code id-reason}, {@code id-unlock},
   *     {@code id-confirm}
   * @param action what the button says
   * @param toConnections leads to where the connection is unlocked
   */
  public ConsentRow(String id, String action, Runnable toConnections, Consumer<Consent> confirmed) {
    super(8);
    target.setId(id + "-target");
    target.setPrefColumnCount(18);
    reason.setId(id + "-reason");
    reason.setPromptText("Reason");
    HBox.setHgrow(reason, Priority.ALWAYS);
    unlock.setId(id + "-unlock");
    unlock.setMinWidth(USE_PREF_SIZE);
    unlock.setOnAction(_ -> toConnections.run());
    confirm = new Button(action);
    confirm.setId(id + "-confirm");
    confirm.getStyleClass().add("danger");
    confirm.setMinWidth(USE_PREF_SIZE);
    confirm.setOnAction(_ -> confirmed.accept(new Consent(target.getText(), reason.getText())));
    setAlignment(Pos.CENTER_LEFT);
    getChildren().setAll(target, reason, unlock, new Spacer(), confirm);
  }

  /**
   * Asks for what {@code guard} demands.
   *
   * @param name of what is written to
   * @param possible whether there is something to write at all
   */
  public void ask(WriteGuard guard, String name, boolean possible) {
    target.setPromptText("Type " + name);
    Presence.set(target, guard == WriteGuard.PRODUCTION);
    Presence.set(reason, guard != WriteGuard.READ_ONLY);
    Presence.set(unlock, guard == WriteGuard.READ_ONLY);
    confirm.setDisable(guard == WriteGuard.READ_ONLY || !possible);
  }

  /** What the button says from now on. */
  public void name(String action) {
    confirm.setText(action);
  }

  /** Forgets what was typed. */
  public void clear() {
    target.clear();
    reason.clear();
  }
}
