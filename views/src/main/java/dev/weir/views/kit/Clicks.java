package dev.weir.views.kit;

import dev.weir.engine.finding.Target;
import javafx.scene.AccessibleRole;
import javafx.scene.Cursor;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;

/** Makes things that are no buttons clickable: by mouse, and by Enter once focused. */
public final class Clicks {
  private Clicks() {}

  /** A click on {@code node} runs {@code action}. */
  public static void on(Node node, Runnable action) {
    node.setCursor(Cursor.HAND);
    node.setFocusTraversable(true);
    node.setAccessibleRole(AccessibleRole.BUTTON);
    if (!node.getStyleClass().contains("clickable")) {
      node.getStyleClass().add("clickable");
    }
    node.setOnMouseClicked(
        (MouseEvent event) -> {
          if (event.getButton() == MouseButton.PRIMARY && event.isStillSincePress()) {
            action.run();
          }
        });
    node.setOnKeyPressed(
        (KeyEvent event) -> {
          if (event.getCode() == KeyCode.ENTER) {
            event.consume();
            action.run();
          }
        });
  }

  /** A click on {@code node} does nothing any more. */
  public static void off(Node node) {
    node.setCursor(Cursor.DEFAULT);
    node.setFocusTraversable(false);
    node.setAccessibleRole(AccessibleRole.NODE);
    node.getStyleClass().remove("clickable");
    node.setOnMouseClicked(null);
    node.setOnKeyPressed(null);
  }

  /** A click on {@code node} goes to {@code target}, unless that is nowhere. */
  public static void to(Node node, Navigator navigator, Target target) {
    if (target instanceof Target.Nowhere) {
      off(node);
    } else {
      on(node, () -> navigator.go(target));
    }
  }
}
