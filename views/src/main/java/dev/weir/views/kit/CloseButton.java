package dev.weir.views.kit;

import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;

/** Closes what it stands in, as Esc does. FX thread. */
public final class CloseButton extends Button {
  /**
   * @param what it closes, with its article: "the details"
   */
  public CloseButton(String what, Runnable close) {
    super("✕");
    getStyleClass().add("quiet-button");
    setAccessibleText("Close " + what);
    setTooltip(new Tooltip("Close (Esc)"));
    setOnAction(event -> close.run());
  }
}
