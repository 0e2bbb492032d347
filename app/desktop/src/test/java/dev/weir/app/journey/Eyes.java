package dev.weir.app.journey;

import dev.weir.app.window.Toolkit;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ToggleButton;
import org.testfx.api.FxRobot;

/** What a person would read in the window, and where they would find a button by its words. */
record Eyes(FxRobot robot) {
  /** All that can be seen of what {@code query} finds and has words. */
  List<String> texts(String query) {
    return Toolkit.call(
        () ->
            robot.lookup(query).queryAll().stream()
                .filter(Labeled.class::isInstance)
                .map(Labeled.class::cast)
                .filter(Node::isVisible)
                .map(Labeled::getText)
                .filter(text -> text != null && !text.isEmpty())
                .toList());
  }

  /** The words of the label that {@code query} finds; empty where there is none. */
  String label(String query) {
    return Toolkit.call(
        () -> robot.lookup(query).tryQueryAs(Label.class).map(Label::getText).orElse(""));
  }

  /** The button of {@code choice} whose words begin so. */
  Node segment(String choice, String begins) {
    return robot.lookup(choice + " .toggle-button").queryAllAs(ToggleButton.class).stream()
        .filter(button -> button.getText().startsWith(begins))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no segment " + begins + " in " + choice));
  }
}
