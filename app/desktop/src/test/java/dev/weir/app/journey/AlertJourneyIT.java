package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.app.demo.SampleFailure;
import dev.weir.app.demo.SampleProcess;
import dev.weir.app.window.Toolkit;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.mark.DeployMark.About;
import dev.weir.engine.mark.MarkStore;
import dev.weir.engine.settings.UserFolders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.testfx.api.FxRobot;

/**
 * A channel that is told, and a rule from its first word to its last alert, in the real window on
 * the sample streams: written, tried on what was recorded, fired, looked after, silenced, resolved.
 */
@Order(4)
@ResourceLock(Console.TOOLKIT)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class AlertJourneyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A sample a minute is recorded, and one alone says nothing of how long. */
  private static final Duration TO_RECORD = Duration.ofMinutes(4);

  private static final String OURS = "# Ours.\ngroup-wait: 2h   # to be set\n";

  private static SampleProcess sample;

  @TempDir Path home;

  private final FxRobot robot = new FxRobot();
  private final List<String> received = Collections.synchronizedList(new ArrayList<>());
  private HttpServer receiver;

  @BeforeEach
  void receive() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stopReceiving() {
    receiver.stop(0);
  }

  private final Eyes eyes = new Eyes(robot);

  @BeforeAll
  static void startSampleStreams() throws SampleFailure {
    HeadlessToolkit.start();
    sample =
        SampleProcess.start(
            Program.sampleClassPath(),
            List.of("--scene", "slow-consumer", "--rate", "300", "--seed", "7"),
            _ -> {},
            new CompletableFuture<>());
  }

  @AfterAll
  static void stopSampleStreams() {
    sample.close();
  }

  @Test
  void aRuleFromItsFirstWordToItsLastAlert() throws Exception {
    Files.writeString(UserFolders.in(home).notificationsFile(), OURS);
    try (Console console = Console.open(home, sample.addresses(), true)) {
      Wiring wiring = console.wiring();
      try {
        setsAChannelAndTestsIt(console);
        setsWhenPeopleAreTold(console, wiring);
        await("a group was behind for long enough, by what was recorded each minute")
            .atMost(TO_RECORD)
            .until(() -> lags(wiring));
        writesARule();
        triesItOnWhatWasRecorded(console);
        putsADeployMark(console);
        saves();
        AlertRow fired = seesItFire(wiring);
        looksAfterIt(console);
        silencesIt(wiring);
        await("the channel is told")
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(received)
                        .anyMatch(
                            body ->
                                body.contains("billing-waits")
                                    && body.contains("Deploy mark \\\"billing 2.3.1\\\"")));
        resolvesIt(wiring, fired);
      } catch (RuntimeException | Error e) {
        console.picture("alert-journey-failed");
        throw e;
      }
    }
  }

  private void setsAChannelAndTestsIt(Console console) throws IOException {
    robot.clickOn("#rail-alerts");
    robot.clickOn(eyes.segment("#alerts-part", "Channels"));
    robot.clickOn("#new-channel").clickOn("#new-channel-webhook");
    await("the editor opens")
        .atMost(PATIENCE)
        .until(() -> yaml("#channel-yaml").contains("- name: webhook"));
    put("#channel-name", "team");
    put("#secret-value-webhook-url", "http://localhost:" + receiver.getAddress().getPort() + "/");
    put("#channel-rules", "billing-waits");
    await("nothing is wrong").atMost(PATIENCE).until(() -> label("#channel-problems").isEmpty());
    console.picture("alert-journey-channel");
    robot.clickOn("#save-channel");
    Path file = UserFolders.in(home).notificationsFile();
    await("the file is written")
        .atMost(PATIENCE)
        .until(() -> Files.readString(file).contains("- name: team"));
    assertThat(Files.readString(file)).startsWith(OURS).contains("rules: [billing-waits]");
    await("it is listed")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#channels").queryTableView().getItems().size() == 1);
    robot.clickOn("#test-channel");
    await("the test arrived, and the window says so")
        .atMost(PATIENCE)
        .until(() -> label("#channel-said").equals("The test to team arrived."));
    assertThat(received).hasSize(1).allMatch(body -> body.contains("This is a test"));
    console.picture("alert-journey-channels");
  }

  private void setsWhenPeopleAreTold(Console console, Wiring wiring) throws IOException {
    robot.clickOn("#channel-settings");
    await("the editor opens")
        .atMost(PATIENCE)
        .until(() -> yaml("#notify-yaml").contains("- name: team"));
    put("#notify-group-wait", "1s");
    robot.clickOn("#notify-add-maintenance");
    put("#notify-maintenance-0-zone", "Wien");
    await("what is wrong is named")
        .atMost(PATIENCE)
        .until(() -> label("#notify-problems").contains("takes a time zone, not \"Wien\""));
    put("#notify-maintenance-0-zone", "Europe/Vienna");
    put("#notify-maintenance-0-where", "group: \"batch-*\"");
    await("nothing is wrong").atMost(PATIENCE).until(() -> label("#notify-problems").isEmpty());
    console.picture("alert-journey-settings");
    robot.clickOn("#save-channel");
    Path file = UserFolders.in(home).notificationsFile();
    await("the file is written")
        .atMost(PATIENCE)
        .until(() -> Files.readString(file).contains("where: {group: \"batch-*\"}"));
    assertThat(Files.readString(file)).startsWith("# Ours.\ngroup-wait: 1s   # to be set\n");
    await("the list is back")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#test-channel").tryQuery().isPresent());
    assertThat(wiring.engine().alerts().table().latest().value().problems()).isEmpty();
  }

  private static boolean lags(Wiring wiring) throws Exception {
    return wiring
        .engine()
        .alerts()
        .rules()
        .preview(
            "rules:\n  - name: x\n    metric: lag\n    threshold: {above: 50}\n    for: 5s\n", "x")
        .get(20, TimeUnit.SECONDS)
        .series()
        .stream()
        .anyMatch(series -> series.times() > 0);
  }

  private void writesARule() {
    robot.clickOn("#rail-alerts");
    robot.clickOn(eyes.segment("#alerts-part", "Rules"));
    robot.clickOn("#new-rule");
    await("the editor opens").atMost(PATIENCE).until(() -> yaml().contains("- name: new-rule"));
    put("#rule-name", "billing-waits");
    put("#rule-threshold-above", "50");
    put("#rule-for", "5sec");
    await("what is wrong has its place")
        .atMost(PATIENCE)
        .until(() -> label("#rule-problems").startsWith("Line 6, 10:"));
    put("#rule-for", "5s");
    await("nothing is wrong").atMost(PATIENCE).until(() -> label("#rule-problems").isEmpty());
    assertThat(yaml())
        .contains("- name: billing-waits", "metric: lag", "threshold: {above: 50}", "for: 5s");
  }

  private void triesItOnWhatWasRecorded(Console console) {
    await("it would have fired on what was recorded")
        .atMost(PATIENCE)
        .until(() -> label("#rule-would").matches("Would have fired (once|[1-9].*).*"));
    console.picture("alert-journey-editor");
  }

  private void putsADeployMark(Console console) {
    // As a pipeline would, of something else.
    new MarkStore(UserFolders.in(home).marksFile(), InstantSource.system())
        .put(Instant.now(), "another 1.0", new About("", "another-stream", ""), "ci");
    robot.press(KeyCode.CONTROL, KeyCode.K).release(KeyCode.K, KeyCode.CONTROL);
    robot.write("put a deploy").type(KeyCode.ENTER);
    await("the card opens")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#mark-text").tryQuery().isPresent());
    await("what another one put is listed")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#marks").queryTableView().getItems().size() == 1);
    put("#mark-text", "billing 2.3.1");
    robot.clickOn("#put-mark");
    await("it is listed")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#marks").queryTableView().getItems().size() == 2);
    console.picture("alert-journey-marks");
    robot.type(KeyCode.ESCAPE);
  }

  private void saves() throws IOException {
    robot.clickOn("#save-rule");
    Path file = UserFolders.in(home).rulesFolder().resolve("mine.yaml");
    await("the file is written").atMost(PATIENCE).until(() -> Files.exists(file));
    assertThat(Files.readString(file)).contains("billing-waits");
  }

  private AlertRow seesItFire(Wiring wiring) {
    await("it fires")
        .atMost(PATIENCE)
        .until(() -> ours(wiring).stream().anyMatch(row -> row.state() == AlertRow.State.FIRING));
    robot.clickOn(eyes.segment("#alerts-part", "Alerts"));
    robot.clickOn("#alerts-filter").write("billing-waits");
    await("it is listed")
        .atMost(PATIENCE)
        .until(() -> !robot.lookup("#alerts").queryTableView().getItems().isEmpty());
    Toolkit.run(() -> robot.lookup("#alerts").queryTableView().getSelectionModel().select(0));
    await("it says why").atMost(PATIENCE).until(() -> label("#alert-why").contains("above 50"));
    assertThat(label("#alert-near"))
        .as("what was deployed before, and concerns it")
        .contains("Deploy mark \"billing 2.3.1\"")
        .doesNotContain("another 1.0");
    await("it is in the alert's chart")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#alert-chart .deploy-mark").tryQuery().isPresent());
    return ours(wiring).getFirst();
  }

  private void looksAfterIt(Console console) {
    robot.clickOn("#acknowledge");
    await("somebody looks after it")
        .atMost(PATIENCE)
        .until(() -> label("#alert-facts").contains("acknowledged"));
    console.picture("alert-journey-firing");
  }

  private void silencesIt(Wiring wiring) {
    robot.clickOn("#silence");
    robot.clickOn("This alert for an hour");
    await("it is silenced")
        .atMost(PATIENCE)
        .until(() -> ours(wiring).stream().anyMatch(row -> !row.suppressedBy().isEmpty()));
  }

  private void resolvesIt(Wiring wiring, AlertRow fired) throws Exception {
    robot.clickOn(eyes.segment("#alerts-part", "Rules"));
    Toolkit.run(
        () -> {
          var table = robot.lookup("#rules").queryTableView();
          for (int i = 0; i < table.getItems().size(); i++) {
            if (table.getItems().get(i).toString().contains("billing-waits")) {
              table.getSelectionModel().select(i);
            }
          }
        });
    robot.clickOn("#edit-rule");
    await("the editor opens").atMost(PATIENCE).until(() -> yaml().contains("billing-waits"));
    put("#rule-threshold-above", "900000000");
    await("it can be saved").atMost(PATIENCE).until(() -> yaml().contains("900000000"));
    robot.clickOn("#save-rule");
    await("it is over")
        .atMost(PATIENCE)
        .until(
            () ->
                wiring.engine().alerts().table().latest().value().resolved().stream()
                    .anyMatch(row -> row.id() == fired.id()));
    List<String> history =
        wiring.engine().alerts().history(fired.id()).get(20, TimeUnit.SECONDS).stream()
            .map(line -> line.what())
            .toList();
    assertThat(history).startsWith("pending", "fires").endsWith("over");
  }

  private static List<AlertRow> ours(Wiring wiring) {
    return wiring.engine().alerts().table().latest().value().active().stream()
        .filter(row -> row.rule().equals("billing-waits"))
        .toList();
  }

  private void put(String field, String value) {
    TextField input = robot.lookup(field).query();
    robot.clickOn(input);
    robot.push(KeyCode.CONTROL, KeyCode.A);
    robot.write(value);
    await(field + " says " + value)
        .atMost(PATIENCE)
        .until(() -> Toolkit.call(input::getText).equals(value));
  }

  private String yaml() {
    return yaml("#rule-yaml");
  }

  private String yaml(String area) {
    return Toolkit.call(
        () -> robot.lookup(area).tryQueryAs(TextArea.class).map(TextArea::getText).orElse(""));
  }

  private String label(String query) {
    return eyes.label(query);
  }
}
