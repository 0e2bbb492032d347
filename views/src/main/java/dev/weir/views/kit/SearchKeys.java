package dev.weir.views.kit;

import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** Keys of every screen with a filter and details. FX thread. */
public final class SearchKeys {
  private SearchKeys() {}

  /** Whether {@code event} is one that a screen may take: none that writes text or a shortcut. */
  public static boolean areOf(KeyEvent event) {
    return !(event.getTarget() instanceof TextInputControl) && !event.isShortcutDown();
  }

  /** Takes a slash for the filter and Escape for {@code close}; false for all others. */
  public static boolean take(KeyEvent event, TextField filter, Runnable close) {
    if (event.getText().equals("/") || event.getCode() == KeyCode.SLASH) {
      filter.requestFocus();
    } else if (event.getCode() == KeyCode.ESCAPE) {
      close.run();
    } else {
      return false;
    }
    event.consume();
    return true;
  }
}
