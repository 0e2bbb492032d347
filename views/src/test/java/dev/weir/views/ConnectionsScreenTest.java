package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.finding.Target;
import dev.weir.stream.CheckStep.Outcome;
import dev.weir.views.connections.ConnectionsView;
import java.util.List;
import java.util.Map;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.Test;

/** People at the Connections screen, in a window without a display. */
class ConnectionsScreenTest extends ScreenTest {
  @Test
  void addsAConnectionTestsItAndSaves() throws Exception {
    show(new ConnectionsView(console, window.pulse, targets::add));
    robot.clickOn("#add-connection");
    robot.write("nonsense").clickOn("#save-connection");
    until("says what is wrong", () -> label("#connection-problems").contains("“nonsense”"));
    robot.clickOn("#connection-address").eraseText(8).write("redis://cache-9:6379");
    robot.clickOn("#test-draft");
    until("a test runs", () -> !console.desk.checks.isEmpty());
    fx(() -> console.desk.checks.getLast().step("DNS", Outcome.PASSED, "cache-9 is 10.0.0.9", 3));
    fx(() -> console.desk.checks.getLast().step("TCP", Outcome.FAILED, "Nothing answers.", 9));
    fx(() -> console.desk.checks.getLast().finish());
    until(
        "steps are shown",
        () -> robot.lookup("#connection-editor .check-step").queryAll().size() == 2);
    robot.clickOn("#save-connection");
    ListView<?> list = find("#connections");
    until("it is in the list", () -> list.getItems().size() == 4);
    until("the form is closed", () -> !isVisible("#connection-editor"));
  }

  @Test
  void entersASecretThatIsAskedFor() throws Exception {
    var connections = show(new ConnectionsView(console, window.pulse, targets::add));
    fx(() -> connections.open(new Target.ToConnection("cache-1")));
    robot.clickOn("#enter-secret");
    until("the prompt is open", () -> robot.lookup("#secret-password").tryQuery().isPresent());
    robot.clickOn("#secret-password").write("s3cret").clickOn("Connect");
    until("answered", () -> console.desk.answered.equals(List.of("cache-1[password]")));
    until("connected", () -> !isVisible("#enter-secret"));
  }

  @Test
  void aPasswordDoesNotStayInTheAddress() throws Exception {
    show(new ConnectionsView(console, window.pulse, targets::add));
    robot.clickOn("#add-connection").write("redis://weir:hunter%202@cache-9:6379");
    robot.clickOn("#connection-name");
    TextField address = find("#connection-address");
    until("it is gone", () -> address.getText().equals("redis://weir@cache-9:6379"));
    fx(
        () -> {
          address.clear();
          address.requestFocus();
          address.replaceSelection("rediss://:hunter%203@cache-9:6380");
        });
    until("pasted, it goes at once", () -> address.getText().equals("rediss://cache-9:6380"));
    assertThat(address.isFocused()).isTrue();
    robot.clickOn("#save-connection");
    until("it is saved", () -> !isVisible("#connection-editor"));
    var saved = console.desk.statuses().latest().value().getLast().settings();
    assertThat(saved.properties())
        .as("as it is, not as a URL has it")
        .containsOnly(Map.entry("password", "hunter 3"));
  }

  @Test
  void aSecretIsTypedUnseenAndWithoutAKeychainThatIsSaid() throws Exception {
    show(new ConnectionsView(console, window.pulse, targets::add));
    robot.clickOn("#add-connection").write("redis://cache-9:6379");
    robot.clickOn("#add-property");
    robot.clickOn(".property-name").write("password");
    until("it is typed unseen", () -> isVisible("#connection-editor .password-field"));
    assertThat(isVisible("#connection-without-keychain")).as("there is a keychain").isFalse();
    robot.clickOn("#connection-editor .password-field").write("hunter2");
    robot.clickOn("#connection-name").write("cache-9");
    robot.clickOn("#save-connection");
    until("it is saved", () -> !isVisible("#connection-editor"));
    var saved = console.desk.statuses().latest().value().getLast().settings();
    assertThat(saved.properties())
        .as("what the keychain takes when it is saved")
        .containsEntry("password", "hunter2");

    console.desk.withoutKeychain = "There is no keychain here.";
    robot.clickOn("#add-connection").write("redis://cache-8:6379");
    robot.clickOn("#add-property");
    robot.clickOn(".property-name").write("password");
    until(
        "that is said",
        () ->
            label("#connection-without-keychain")
                .equals(
                    "There is no keychain here. What is typed here is asked for at each start."));
    robot.clickOn("#connection-editor .combo-box");
    // The form has a label of that text too.
    robot.clickOn(
        robot
            .lookup((ListCell<?> cell) -> cell.isVisible() && "Environment".equals(cell.getText()))
            .<ListCell<?>>query());
    until("it is said no more", () -> !isVisible("#connection-without-keychain"));
  }

  @Test
  void asksBeforeRemovingAConnection() throws Exception {
    show(new ConnectionsView(console, window.pulse, targets::add));
    robot.clickOn("#remove-connection");
    until("asked", () -> robot.lookup("Remove").tryQuery().isPresent());
    assertThat(console.desk.removed).isEmpty();
    robot.clickOn("Remove");
    until("removed", () -> console.desk.removed.equals(List.of("orders-prod")));
  }
}
