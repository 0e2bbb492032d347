package dev.weir.views.kit;

import javafx.scene.TraversalDirection;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** Text of several lines that is one field of a form. Confined to the FX thread. */
public final class FormText {
  private FormText() {}

  /**
   * Has Tab lead to the next field, as it does everywhere else in a form: a tab that is meant for
   * the next field must not be written to a broker.
   */
  public static void leaveByTab(TextArea text) {
    text.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.TAB && !event.isControlDown() && !event.isAltDown()) {
            event.consume();
            text.requestFocusTraversal(
                event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
          }
        });
  }

  /**
   * As {@link #leaveByTab}, and Enter as well: of text that is nearly always one line, a line break
   * would go unseen.
   */
  public static void leaveByTabOrEnter(TextArea text) {
    leaveByTab(text);
    text.addEventFilter(
        KeyEvent.KEY_PRESSED,
        event -> {
          if (event.getCode() == KeyCode.ENTER && !event.isControlDown()) {
            event.consume();
            text.requestFocusTraversal(TraversalDirection.NEXT);
          }
        });
  }
}
