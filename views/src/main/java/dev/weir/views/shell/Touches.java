package dev.weir.views.shell;

import javafx.beans.value.ChangeListener;
import javafx.collections.ListChangeListener;
import javafx.event.EventHandler;
import javafx.scene.input.InputEvent;
import javafx.scene.input.MouseEvent;
import javafx.stage.Window;
import javafx.util.Subscription;

/**
 * Tells of every touch of any of the program's windows, dialogs and menus among them: keys, the
 * mouse and its wheel, and a window that is chosen. Confined to the FX thread.
 */
final class Touches {
  private final Runnable touched;
  private final EventHandler<InputEvent> input = this::take;
  private final ChangeListener<Boolean> focus = (_, _, isFocused) -> focused(isFocused);
  private final ListChangeListener<Window> windows = this::changed;
  private double lastX = Double.NaN;
  private double lastY = Double.NaN;

  private Touches(Runnable touched) {
    this.touched = touched;
  }

  /**
   * Calls {@code touched} at each touch from now on.
   *
   * @return ends it
   */
  static Subscription follow(Runnable touched) {
    var touches = new Touches(touched);
    Window.getWindows().forEach(touches::add);
    Window.getWindows().addListener(touches.windows);
    return () -> {
      Window.getWindows().removeListener(touches.windows);
      Window.getWindows().forEach(touches::remove);
    };
  }

  private void changed(ListChangeListener.Change<? extends Window> change) {
    while (change.next()) {
      change.getRemoved().forEach(this::remove);
      change.getAddedSubList().forEach(this::add);
    }
  }

  private void add(Window window) {
    window.addEventFilter(InputEvent.ANY, input);
    window.focusedProperty().addListener(focus);
  }

  private void remove(Window window) {
    window.removeEventFilter(InputEvent.ANY, input);
    window.focusedProperty().removeListener(focus);
  }

  private void focused(boolean isFocused) {
    if (isFocused) {
      touched.run();
    }
  }

  private void take(InputEvent event) {
    if (!(event instanceof MouseEvent mouse) || isTouch(mouse)) {
      touched.run();
    }
  }

  /** JavaFX also tells of the mouse when nodes move under one that lies still. */
  private boolean isTouch(MouseEvent event) {
    if (event.getEventType() == MouseEvent.MOUSE_PRESSED
        || event.getEventType() == MouseEvent.MOUSE_RELEASED) {
      return true;
    }
    boolean moved = event.getScreenX() != lastX || event.getScreenY() != lastY;
    lastX = event.getScreenX();
    lastY = event.getScreenY();
    return moved;
  }
}
