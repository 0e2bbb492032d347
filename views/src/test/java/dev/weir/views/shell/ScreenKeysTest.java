package dev.weir.views.shell;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.finding.Target;
import dev.weir.views.alerts.AlertsView;
import dev.weir.views.connections.ConnectionsView;
import dev.weir.views.deadletters.LettersView;
import dev.weir.views.fake.Beats;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.FrameMeter;
import dev.weir.views.kit.Navigator;
import dev.weir.views.kit.Pulse;
import dev.weir.views.kit.Theme;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.streams.StreamsView;
import dev.weir.views.tail.TailView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import javafx.stage.Window;
import javafx.util.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The keys that the help names, in screens within the shell, wherever the focus is. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init") // Fields are set before each test, on the FX thread.
class ScreenKeysTest {
  private final FakeConsole console = new FakeConsole();
  private final Pulse pulse = new Pulse();
  private Shell shell;
  private Scene scene;
  private Stage stage;
  private Subscription open;

  @Start
  void start(Stage shownStage) {
    stage = shownStage;
    var range = new TimeRange(console);
    var self = new ArrayList<Shell>();
    Navigator go = target -> self.getFirst().go(target);
    InstantSource now = InstantSource.system();
    shell =
        new Shell(
            console,
            pulse,
            range,
            new FrameMeter(now),
            now,
            List.of(
                new Shell.Entry(Place.STREAMS, () -> new StreamsView(console, pulse, go, range)),
                new Shell.Entry(Place.TAIL, () -> new TailView(console, pulse, go, now)),
                new Shell.Entry(Place.DEAD_LETTERS, () -> new LettersView(console, pulse, go, now)),
                new Shell.Entry(
                    Place.ALERTS, () -> new AlertsView(console, pulse, go, range, now, "ada")),
                new Shell.Entry(Place.CONNECTIONS, () -> new ConnectionsView(console, pulse, go))));
    self.add(shell);
    scene = new Scene(shell.root(), 1280, 800);
    new Theme(console.settings()).dress(scene);
    stage.setScene(scene);
    stage.show();
    open = shell.open(scene);
    shell.followVisibility(stage);
  }

  @AfterEach
  void close() throws Exception {
    fx(
        () -> {
          open.unsubscribe();
          pulse.stop();
          stage.close();
        });
  }

  @Test
  void rowsTakeKeysAtOnceAndGetThemBack(FxRobot robot) throws Exception {
    TableView<?> streams = find("#streams");
    until("streams are listed", () -> streams.getItems().size() > 3);
    robot.type(KeyCode.DOWN);
    until("the first row", () -> streams.getSelectionModel().getSelectedIndex() == 0);
    questionMark();
    until("the help, not the filter", () -> has(".key-help"));
    robot.type(KeyCode.ESCAPE).type(KeyCode.DOWN);
    until("the second row", () -> streams.getSelectionModel().getSelectedIndex() == 1);
    robot.type(KeyCode.ESCAPE);
    until("none", () -> streams.getSelectionModel().isEmpty());
    robot.type(KeyCode.DOWN);
    until("where one was", () -> streams.getSelectionModel().getSelectedIndex() == 1);

    robot.type(KeyCode.SLASH);
    TextField filter = find("#streams-filter");
    until("the filter", filter::isFocused);
    Beats.pass(pulse, 1);
    assertThat(onFx(() -> filter.getText())).as("what / wrote").isEmpty();
    robot.type(KeyCode.ESCAPE);
    until("back to the rows", streams::isFocused);

    fx(() -> scene.lookup("#stream-part").lookup(".toggle-button").requestFocus());
    robot.type(KeyCode.T);
    until("tailed from its details", () -> shell.current() == Place.TAIL);

    go(robot, KeyCode.DIGIT5);
    robot.type(KeyCode.DOWN).type(KeyCode.ENTER);
    until("the second connection is edited", () -> has("#connection-editor"));
    robot.type(KeyCode.ESCAPE);
    until("no more", () -> !has("#connection-editor"));
    robot.type(KeyCode.SLASH);
    until("the search, as there is no filter", () -> has("#palette-text"));
    Beats.pass(pulse, 1);
    TextField search = find("#palette-text");
    assertThat(onFx(() -> search.getText())).as("what / wrote").isEmpty();
    robot.type(KeyCode.ESCAPE);
  }

  @Test
  void escapeAndLettersReachTheScreenFromItsDetails(FxRobot robot) throws Exception {
    fx(() -> shell.go(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(() -> console.tail().arrive(300));
    TableView<?> rows = find("#tail-rows .data-table");
    until("rows", () -> rows.getItems().size() > 10);
    robot.type(KeyCode.SPACE);
    until("the whole window is held", () -> console.heldStill);
    robot.type(KeyCode.SPACE).type(KeyCode.DOWN);
    until("a record is open", () -> has(".inspector .tree-view"));
    fx(() -> scene.lookup(".inspector .tree-view").requestFocus());
    robot.type(KeyCode.ESCAPE);
    until("closed from its tree", () -> !has(".inspector"));
    robot.type(KeyCode.DOWN);
    until("open again", () -> has(".inspector"));
    robot.type(KeyCode.D);
    until("a window of its own", () -> Window.getWindows().size() == 2);
    robot.type(KeyCode.D);
    until("and back", () -> Window.getWindows().size() == 1 && has(".inspector"));

    go(robot, KeyCode.DIGIT3);
    until("a cause is open", () -> has("#cause-title"));
    robot.clickOn("Stack trace");
    fx(() -> scene.lookup("#letter-trace").requestFocus());
    robot.type(KeyCode.R);
    until("planned from its trace", () -> has("#replay-title"));
    robot.type(KeyCode.ESCAPE);
    until("closed", () -> !has("#cause-detail"));
    robot.type(KeyCode.SLASH).type(KeyCode.ESCAPE);
    Node causes = find("#causes");
    until("from the filter to the rows", causes::isFocused);
    robot.clickOn("By stream");
    TableView<?> streams = find("#letter-streams");
    fx(
        () -> {
          streams.requestFocus();
          streams.getSelectionModel().select(0);
        });
    robot.type(KeyCode.ENTER);
    until("the causes of a stream", causes::isVisible);

    go(robot, KeyCode.DIGIT4);
    until("an alert is open", () -> has("#alert-title"));
    robot.clickOn("Rules").type(KeyCode.A);
    assertThat(console.alerts.asked).as("an alert that is not to be seen").isEmpty();
    robot.clickOn("Alerts").type(KeyCode.A);
    until("taken on", () -> console.alerts.asked.size() == 1);
    robot.type(KeyCode.SLASH).type(KeyCode.ENTER);
    Node alerts = find("#alerts");
    until("from the filter to the rows", alerts::isFocused);
  }

  private void go(FxRobot robot, KeyCode digit) throws Exception {
    robot.push(KeyCode.CONTROL, digit);
    Beats.pass(pulse, 1);
  }

  /** As a keyboard sends it on which it is the slash's key with Shift. */
  private void questionMark() throws Exception {
    fx(
        () ->
            scene
                .getFocusOwner()
                .fireEvent(
                    new KeyEvent(
                        KeyEvent.KEY_PRESSED,
                        KeyEvent.CHAR_UNDEFINED,
                        "?",
                        KeyCode.SLASH,
                        true,
                        false,
                        false,
                        false)));
  }

  private boolean has(String selector) {
    Node node = scene.lookup(selector);
    return node != null && node.isVisible();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private <N extends Node> N find(String selector) throws Exception {
    until(selector + " is there", () -> scene.lookup(selector) != null);
    return (N) onFx(() -> scene.lookup(selector));
  }
}
