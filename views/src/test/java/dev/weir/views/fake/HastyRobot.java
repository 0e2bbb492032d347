package dev.weir.views.fake;

import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Window;
import org.testfx.api.FxRobot;

/**
 * A robot that types a text at once, into what has the focus. TestFX's own waits a twentieth of a
 * second for each letter, which came to a third of what these tests took.
 */
public final class HastyRobot extends FxRobot {
  @Override
  public FxRobot write(String text) {
    interact(
        () -> {
          Node focused = focused();
          text.codePoints()
              .mapToObj(Character::toString)
              .forEach(letter -> focused.fireEvent(typed(letter)));
        });
    return this;
  }

  private static Node focused() {
    return Window.getWindows().stream()
        .filter(Window::isFocused)
        .flatMap(window -> Optional.ofNullable(window.getScene().getFocusOwner()).stream())
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing has the focus to be typed into"));
  }

  private static KeyEvent typed(String letter) {
    return new KeyEvent(
        KeyEvent.KEY_TYPED, letter, "", KeyCode.UNDEFINED, false, false, false, false);
  }
}
