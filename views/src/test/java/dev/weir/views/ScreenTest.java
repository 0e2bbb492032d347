package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;

import dev.weir.engine.finding.Target;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.HastyRobot;
import dev.weir.views.fake.ScreenWindow;
import dev.weir.views.groups.GroupsView;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.TimeRange;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;

/** A screen in a window without a display, and what a person does with it. */
@ExtendWith(ApplicationExtension.class)
abstract class ScreenTest {
  final FxRobot robot = new HastyRobot();
  final FakeConsole console = new FakeConsole();
  final List<Target> targets = new ArrayList<>();
  ScreenWindow window;

  @BeforeEach
  void open() throws Exception {
    window = onFx(() -> new ScreenWindow(new Stage(), console));
  }

  @AfterEach
  void close() throws Exception {
    onFx(
        () -> {
          window.close();
          return true;
        });
  }

  GroupsView groupsView() {
    return new GroupsView(
        console, window.pulse, targets::add, new TimeRange(console), InstantSource.system());
  }

  <S extends Screen> S show(S screen) throws Exception {
    fx(() -> window.show(screen));
    window.frames(3);
    return screen;
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  <N extends Node> N find(String selector) throws Exception {
    return (N) onFx(() -> scene().lookup(selector));
  }

  /** A click on the heading of a column, which without a display only hears it so. */
  void clickHeader(String selector) throws Exception {
    Node header = find(selector);
    for (var type : List.of(MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED)) {
      boolean pressed = type.equals(MouseEvent.MOUSE_PRESSED);
      fx(
          () ->
              header.fireEvent(
                  new MouseEvent(
                      type,
                      9,
                      9,
                      9,
                      9,
                      MouseButton.PRIMARY,
                      1,
                      false,
                      false,
                      false,
                      false,
                      pressed,
                      false,
                      false,
                      true,
                      false,
                      true,
                      null)));
    }
  }

  boolean exists(String selector) {
    return scene().lookup(selector) != null;
  }

  boolean isVisible(String selector) {
    Node node = scene().lookup(selector);
    return node != null && node.isVisible();
  }

  String label(String selector) {
    return scene().lookup(selector) instanceof Label label
        ? label.getText().replace('\u00a0', ' ')
        : "";
  }

  javafx.scene.Scene scene() {
    return window.scene();
  }
}
