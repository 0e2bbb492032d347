package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.ChannelRow;
import dev.weir.engine.finding.Target;
import dev.weir.views.alerts.AlertsView;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.TimeRange;
import java.time.Instant;
import java.time.InstantSource;
import javafx.scene.Node;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** People at the Alerts screen, in a window without a display. */
class AlertsScreenTest extends ScreenTest {
  @Test
  void readsWhyAnAlertFiresTakesItOnAndSilencesIt() throws Exception {
    showAlerts();
    TableView<AlertRow> table = find("#alerts");
    until("what fires and pends is listed", () -> table.getItems().size() == 2);
    until("the worst is open", () -> label("#alert-why").equals("The value is 1, above 0.8."));
    until("with a chart", () -> exists("#alert-chart"));
    robot.clickOn("#alert-go");
    assertThat(targets).last().isEqualTo(new Target.ToGroup(FakeConsole.group("billing")));
    robot.clickOn("#acknowledge");
    until("taken on", () -> label("#alert-facts").contains("acknowledged by ada"));
    robot.clickOn("#silence").clickOn("This alert for an hour");
    until("silenced", () -> !console.alerts.asked.isEmpty());
    assertThat(console.alerts.asked)
        .containsExactly(
            "acknowledge 3 by ada",
            "silence {connection=orders-prod, group=billing, rule=group-stopped} for PT1H");
    robot.clickOn("Silences");
    TableView<?> silences = find("#silences");
    until("the silence is listed", () -> silences.getItems().size() == 1);
    fx(() -> silences.getSelectionModel().selectFirst());
    robot.clickOn("#end-silence");
    until("it is over", () -> silences.getItems().isEmpty());
    robot.clickOn("Rules");
    TableView<?> rules = find("#rules");
    until("rules are listed", () -> rules.getItems().size() == 2);
    clickHeader("#rules #series");
    until("sorted by series", () -> !rules.getSortOrder().isEmpty());
    robot.clickOn("Alerts").clickOn("Resolved");
    until("what is over is listed", () -> table.getItems().size() == 1);
    Node noProblem = find("#no-problem");
    assertThat(onFx(noProblem::isDisabled)).as("a critical alert is a matter of its rule").isTrue();
    fx(() -> table.getSelectionModel().selectFirst());
    until("its details", () -> label("#alert-title").contains("dead letters"));
    robot.clickOn("#no-problem").clickOn("#shows-history");
    assertThat(console.alerts.asked).last().isEqualTo("no problem 1 by ada");
    TableView<?> history = find("#alert-history");
    until("its history", () -> history.getItems().size() == 2);
    robot.clickOn("Rules");
    TableView<?> adjustments = find("#adjustments");
    until("the adjustment is listed", () -> adjustments.getItems().size() == 1);
    fx(() -> adjustments.getSelectionModel().selectFirst());
    robot.clickOn("#undo-adjustment");
    until("and taken back", () -> adjustments.getItems().isEmpty());
    assertThat(console.alerts.asked).last().isEqualTo("undo 1 by ada");
  }

  private void showAlerts() throws Exception {
    show(
        new AlertsView(
            console,
            window.pulse,
            targets::add,
            new TimeRange(console),
            InstantSource.fixed(Instant.ofEpochMilli(1_790_000_000_000L)),
            "ada"));
  }

  @Test
  void setsTestsAndTakesAwayAChannel() throws Exception {
    showAlerts();
    robot.clickOn("Channels");
    TableView<ChannelRow> channels = find("#channels");
    until("channels are listed", () -> channels.getItems().size() == 2);
    fx(() -> channels.getSelectionModel().select(1));
    robot.clickOn("#test-channel");
    until(
        "how the test went",
        () ->
            label("#channel-said")
                .equals(
                    "The test to mail did not arrive: Nothing answers at smtp.example.org:587."));

    robot.clickOn("#new-channel").clickOn("PagerDuty");
    TextArea yaml = find("#channel-yaml");
    until("it is behind the others", () -> yaml.getText().contains("- name: fresh"));
    until("it is not whole yet", () -> label("#channel-problems").contains("no http or https"));
    robot.doubleClickOn("#channel-name").write("pager");
    robot.clickOn("#secret-value-webhook-url").write("events.example.org/v2");
    TextField rules = find("#channel-rules");
    robot.clickOn(rules).write("group-stopped, data-lost");
    robot.clickOn("#channel-webhook-template").clickOn("pagerduty");
    until("a key is wanted", () -> label("#channel-problems").contains("\"key\" is missing"));
    robot.clickOn("#secret-typed-webhook-key").write("s3cret");
    until("nothing is wrong", () -> label("#channel-problems").isEmpty());
    assertThat(yaml.getText()).as("what is typed is in no text").doesNotContain("s3");
    robot.clickOn("#save-channel");
    until("saved", () -> channels.getItems().size() == 3);
    assertThat(console.alerts.asked)
        .last()
        .isEqualTo(
            """
            channels:
            # Ours.
            channels:
              - name: on-call   # day and night
                severity: critical
                webhook: {url: "${file:/etc/weir/slack-url}", template: slack}
              - name: mail
                resolved: false
                digest: 1h
                mail: {server: smtp.example.org, from: weir@example.org, to: [team@example.org]}
              - name: pager
                webhook: {url: "https://events.example.org/v2", template: pagerduty, key: "${keychain:alerts/pager/key}"}
                rules: [group-stopped, data-lost]
            repeat: 2h
            """);
    assertThat(console.alerts.asked).contains("keychain alerts/pager/key");

    fx(() -> channels.getSelectionModel().select(2));
    robot.clickOn("#edit-channel");
    PasswordField kept = find("#secret-typed-webhook-key");
    until("it is kept", () -> kept.getPromptText().equals("kept; type to replace"));
    robot.clickOn("#secret-source-webhook-key").clickOn("Environment");
    robot.clickOn("#secret-value-webhook-key").write("PAGER_KEY");
    until("it is in the environment", () -> yaml.getText().contains("\"${env:PAGER_KEY}\""));
    robot.clickOn("#cancel-channel");

    fx(() -> channels.getSelectionModel().select(0));
    robot.clickOn("#remove-channel").clickOn("#remove-channel-confirm");
    until("gone", () -> channels.getItems().size() == 2);
    assertThat(channels.getItems()).extracting(ChannelRow::name).containsExactly("mail", "pager");
  }

  @Test
  void setsWhenPeopleAreToldAndWhenNot() throws Exception {
    showAlerts();
    robot.clickOn("Channels");
    robot.clickOn("#channel-settings");
    TextField repeat = find("#notify-repeat");
    until("it is as the file says", () -> repeat.getText().equals("2h"));
    robot.doubleClickOn(repeat).write("2hours");
    until(
        "what is wrong is named",
        () -> label("#notify-problems").contains("\"repeat\" takes a duration, not \"2hours\"."));
    robot.clickOn(repeat).push(KeyCode.CONTROL, KeyCode.A).write("6h");
    robot.clickOn("#notify-group-wait").write("1m");
    robot.clickOn("#notify-lease-connection").write("orders-prod");
    robot.clickOn("#notify-add-maintenance");
    TextField days = find("#notify-maintenance-0-days");
    robot.clickOn(days).write("sat, sun");
    until("nothing is wrong", () -> label("#notify-problems").isEmpty());
    robot.clickOn("#notify-add-maintenance");
    until("two", () -> exists("#notify-maintenance-1-days"));
    robot.clickOn("#notify-remove-maintenance-1");
    until("one again", () -> !exists("#notify-maintenance-1-days"));
    robot.clickOn("#save-channel");
    until("saved", () -> console.alerts.asked.getLast().startsWith("channels:"));
    assertThat(console.alerts.asked.getLast())
        .startsWith("channels:\n# Ours.\n")
        .endsWith(
            """
            repeat: 6h
            group-wait: 1m
            lease: {connection: orders-prod}

            maintenance:
              - name: maintenance
                from: "01:00"
                to: "03:00"
                days: [sat, sun]
            """);
  }

  @Test
  void writesARuleInFormAndTextSeesTheTimelineAndWhatNoRuleWatches() throws Exception {
    showAlerts();
    robot.clickOn("Timeline");
    until("bars of two rules", () -> label("#timeline-summary").equals("3 alerts of 3 rules"));
    robot.clickOn("Coverage");
    TableView<?> coverage = find("#coverage");
    until("what is there", () -> coverage.getItems().size() == 2);
    assertThat(label("#coverage-summary"))
        .isEqualTo("1 without any rule, 0 watched by rules on everything alone, of 2.");

    robot.clickOn("Rules");
    TableView<?> rules = find("#rules");
    until("rules are listed", () -> rules.getItems().size() == 2);
    fx(() -> rules.getSelectionModel().select(1));
    robot.clickOn("#edit-rule");
    TextArea yaml = find("#rule-yaml");
    until("the file is open", () -> yaml.getText().contains("# in records"));
    until(
        "what it would have done",
        () -> label("#rule-would").equals("Would have fired 14 times in 7 days, on 3 series."));
    TextField above = find("#rule-threshold-above");
    robot.doubleClickOn(above).write("2500");
    until("the text follows the form", () -> yaml.getText().contains("{above: 2500}"));
    TextField hold = find("#rule-for");
    robot.clickOn(hold).write("5min");
    until("what is wrong has its place", () -> label("#rule-problems").startsWith("Line 6, 10:"));
    robot.eraseText(2);
    until("nothing is wrong", () -> label("#rule-problems").isEmpty());
    robot.clickOn("#save-rule");
    until("saved", () -> !console.alerts.asked.isEmpty());
    assertThat(console.alerts.asked)
        .last()
        .isEqualTo(
            """
            save mine.yaml:
            # Ours.
            rules:
              - name: mine
                metric: lag   # in records
                threshold: {above: 2500}
                for: 5m
            """);
  }
}
