package dev.weir.views.kit;

import javafx.event.EventTarget;
import javafx.scene.control.TextField;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/** Keys of every screen with a filter and details. FX thread. */
public final class SearchKeys {
  private SearchKeys() {}

  /** Whether {@code event} is one that a screen may take: none that writes text or a shortcut. */
  public static boolean areOf(KeyEvent event) {
    return !writes(event.getTarget()) && !event.isShortcutDown();
  }

  /** Whether keys write text there; what is only to be read leaves them to the screen. */
  public static boolean writes(EventTarget target) {
    return target instanceof TextInputControl text && text.isEditable();
  }

  /** Whether it asks for the filter. With Shift the same key is a question mark on some boards. */
  public static boolean isSearch(KeyEvent event) {
    return event.getText().equals("/")
        || (event.getCode() == KeyCode.SLASH && !event.isShiftDown());
  }

  /** The way out of {@code filter}: Escape empties it first; Enter and Down lead to the rows. */
  public static void leave(TextField filter, Runnable toRows) {
    filter.setOnKeyPressed(
        event -> {
          switch (event.getCode()) {
            case ESCAPE -> {
              if (filter.getText().isEmpty()) {
                toRows.run();
              } else {
                filter.clear();
              }
            }
            case DOWN, ENTER -> toRows.run();
            default -> {
              return;
            }
          }
          event.consume();
        });
  }

  /** Takes a slash for the filter and Escape for {@code close}; false for all others. */
  public static boolean take(KeyEvent event, TextField filter, Runnable close) {
    if (isSearch(event)) {
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
