package dev.weir.app.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.demo.SampleFailure;
import dev.weir.app.demo.SampleProcess;
import dev.weir.app.faults.CommittedRecords;
import dev.weir.app.window.Toolkit;
import dev.weir.app.window.Window;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.testfx.api.FxRobot;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/**
 * A person's first minutes: the real window on the real engine on the sample streams in their own
 * process.
 */
@Order(1)
@ResourceLock(Console.TOOLKIT)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class JourneyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static SampleProcess sample;

  private static final Pattern PLACE = Pattern.compile("(\\d+)@(\\d+)");

  @TempDir Path home;

  private final FxRobot robot = new FxRobot();
  private final Eyes eyes = new Eyes(robot);

  @BeforeAll
  static void startSampleStreams() throws SampleFailure {
    HeadlessToolkit.start();
    sample =
        SampleProcess.start(
            Program.sampleClassPath(),
            List.of("--scene", "steady", "--rate", "300", "--seed", "7"),
            _ -> {},
            new CompletableFuture<>());
  }

  @AfterAll
  static void stopSampleStreams() {
    sample.close();
    assertThat(sample.isAlive()).as("the sample process has ended").isFalse();
  }

  @Test
  void fromTheOverviewToARecordsHeaders() {
    try (Console console = Console.open(home, sample.addresses(), true)) {
      try {
        throughputIsAboveZero(console);
        aStreamTellsItsLatency();
        aGroupTellsHowFarItIs();
        aPinnedChartIsOnTheWall();
        tailOpens();
        filterHolds();
        headersShow();
        deadLettersAreUnderstood();
        themeSwitches(console.window());
      } catch (RuntimeException | Error e) {
        console.picture("journey-failed");
        throw e;
      }
    }
  }

  @Test
  void deadLettersComeBackEachOnce() throws IOException {
    try (Console console = Console.open(home, sample.addresses(), false)) {
      try {
        theirCauseIsPlanned();
        aConditionLeavesOne();
        itIsTriedWithoutWriting();
        oneIsEdited();
        theCanaryIsSent();
        allOfThemAreThere();
        theyAlsoGoToRedis();
        theyAlsoGoToAFile();
      } catch (RuntimeException | Error e) {
        console.picture("journey-failed");
        throw e;
      }
    }
    assertThat(Files.readString(UserFolders.in(home).auditFile()))
        .as("the audit says why")
        .contains("there is stock again");
  }

  private void theirCauseIsPlanned() {
    robot.clickOn("#rail-dead_letters");
    robot.clickOn("#letters-filter").write("inventory.dlq");
    await("more than two reservations failed")
        .atMost(PATIENCE)
        .until(
            () ->
                causes().stream()
                    .anyMatch(
                        row ->
                            row.stream().name().equals("inventory.dlq")
                                && row.cause().records() > 2));
    robot.interact(
        () -> robot.lookup("#causes").queryTableView().getSelectionModel().selectFirst());
    await("it is open")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#letter-title").stream()
                    .anyMatch(title -> title.startsWith("inventory.dlq")));
    robot.clickOn("#replay-open");
    await("the plan is checked, and who else will get them is told")
        .atMost(PATIENCE)
        .until(() -> texts("#replay-receivers").stream().anyMatch(it -> it.contains("shipping")));
    assertThat(texts("#replay-destination"))
        .containsExactly("orders (origin) · by key · time: now");
  }

  private void aConditionLeavesOne() {
    Matcher place = PLACE.matcher(texts("#letter-title").getFirst());
    assertThat(place.find()).as("a place in %s", texts("#letter-title")).isTrue();
    robot.clickOn("#replay-more");
    robot.clickOn("#replay-where").write("offset = 1").type(KeyCode.ENTER);
    await("a condition that is none is told, with its place")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream().anyMatch(it -> it.contains("Line 1, column 8")));
    condition("partition == %s && offset == %s".formatted(place.group(1), place.group(2)));
    await("the record that is open is planned alone")
        .atMost(PATIENCE)
        .until(() -> texts("#replay-title").contains("Replay of 1 record of inventory.dlq"));
    condition("");
    await("all are planned")
        .atMost(PATIENCE)
        .until(() -> texts("#replay-title").stream().anyMatch(it -> it.contains(" records of ")));
    robot.clickOn("#replay-more");
  }

  private void condition(String words) {
    TextField where = robot.lookup("#replay-where").query();
    robot.interact(() -> where.setText(words));
    robot.clickOn(where).type(KeyCode.ENTER);
  }

  private void itIsTriedWithoutWriting() {
    robot.clickOn("#replay-dry-run");
    await("the dry run ends")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream()
                    .anyMatch(words -> words.endsWith("Nothing was written.")));
    assertThat(robot.lookup("#replay-samples").queryTableView().getItems()).isNotEmpty();
  }

  private void oneIsEdited() {
    robot.interact(
        () -> robot.lookup("#replay-samples").queryTableView().getSelectionModel().selectFirst());
    await("it may be edited")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#replay-edit").query().isVisible());
    TextArea before = robot.lookup("#replay-before").query();
    TextArea after = robot.lookup("#replay-after").query();
    assertThat(before.getText()).as("the value that died").startsWith("{");
    robot.clickOn("#replay-edit");
    robot.interact(() -> after.setText("{\"mended\":true}"));
    robot.clickOn("#replay-edit-use");
    await("the plan has it, and it was tried again")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream()
                    .anyMatch(words -> words.contains("1 of them changed")));
    assertThat(after.getText()).isEqualTo("{\"mended\":true}");
    assertThat(before.getText()).isNotEqualTo(after.getText());
  }

  private void theCanaryIsSent() {
    TextField canary = robot.lookup("#replay-canary").query();
    robot.clickOn(canary).push(KeyCode.CONTROL, KeyCode.A).write("1");
    await("the canary is one record")
        .atMost(PATIENCE)
        .until(() -> Toolkit.call(canary::getText).equals("1"));
    robot.clickOn("#replay-reason").write("there is stock again");
    robot.clickOn("#replay-confirm");
    await("the canary is sent, and read by the group that failed")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream()
                    .anyMatch(words -> words.startsWith("Canary: 1 of ")));
  }

  private void allOfThemAreThere() {
    robot.clickOn("#replay-confirm");
    await("all are sent")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream()
                    .anyMatch(words -> words.matches("(\\d+) of \\1 sent .*")));
    List<Receipt> receipts =
        Toolkit.call(
            () -> {
              TableView<Receipt> table = robot.lookup("#replay-receipts").query();
              return List.copyOf(table.getItems());
            });
    Map<String, Long> arrived =
        CommittedRecords.of(sample.addresses().kafka(), "orders").stream()
            .filter(record -> record.headers().lastHeader("replay.key") != null)
            .collect(
                Collectors.groupingBy(
                    record -> record.partition() + ":" + record.offset(), Collectors.counting()));
    assertThat(arrived.keySet())
        .as("each receipt's place holds a record of the replay, and there is no other")
        .containsExactlyInAnyOrderElementsOf(
            receipts.stream().map(receipt -> receipt.placeText().orElse("none")).toList());
    assertThat(
            CommittedRecords.of(sample.addresses().kafka(), "orders").stream()
                .filter(record -> record.headers().lastHeader("replay.edited") != null)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
        .as("the one that was edited, and no other")
        .containsExactly("{\"mended\":true}");
    robot.clickOn("#replay-close");
    await("the cause says so")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#causes .table-cell").stream().anyMatch(text -> text.endsWith("replayed")));
  }

  private void theyAlsoGoToRedis() {
    elsewhere();
    ComboBox<String> server = robot.lookup("#replay-server").query();
    assertThat(server.getItems()).as("the other server, and a file").hasSize(2);
    TextField stream = robot.lookup("#replay-stream").query();
    robot.interact(() -> stream.setText("metrics"));
    String said = sent("cache-demo: metrics");
    assertThat(said).endsWith("0 died again");
    try (var redis = new Jedis(URI.create(sample.addresses().redis().orElseThrow().url()))) {
      assertThat(
              redis.xrevrange("metrics", (StreamEntryID) null, null).stream()
                  .filter(entry -> entry.getFields().containsKey("replay.source"))
                  .map(entry -> entry.getFields().get("replay.source"))
                  .distinct())
          .as("each of %s is an entry", said)
          .hasSize(Integer.parseInt(said.substring(0, said.indexOf(' '))));
    }
  }

  private void theyAlsoGoToAFile() {
    Path file = home.resolve("letters.jsonl");
    elsewhere();
    ComboBox<String> server = robot.lookup("#replay-server").query();
    robot.interact(() -> server.getSelectionModel().selectLast());
    TextField name = robot.lookup("#replay-file").query();
    robot.interact(() -> name.setText(file.toString()));
    String said = sent("file " + file);
    try {
      assertThat(Files.readAllLines(file))
          .hasSize(Integer.parseInt(said.substring(0, said.indexOf(' '))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void elsewhere() {
    robot.clickOn("#replay-open");
    await("it can be planned")
        .atMost(PATIENCE)
        .until(() -> !robot.lookup("#replay-plan").query().isDisabled());
    robot.clickOn("Elsewhere…").clickOn("#replay-more").clickOn("#replay-again");
    robot.clickOn("#replay-more");
  }

  /** Plans, runs, and tells how many were sent. */
  private String sent(String destination) {
    robot.clickOn("#replay-plan");
    await("they are planned to " + destination)
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-destination").stream()
                        .anyMatch(words -> words.startsWith(destination))
                    && !robot.lookup("#replay-confirm").query().isDisabled());
    TextField canary = robot.lookup("#replay-canary").query();
    robot.interact(() -> canary.setText("0"));
    robot.clickOn("#replay-confirm");
    await("all are there")
        .atMost(PATIENCE)
        .until(
            () ->
                texts("#replay-sentence").stream()
                    .anyMatch(words -> words.matches("(\\d+) of \\1 sent .*")));
    String said = texts("#replay-sentence").getFirst();
    robot.clickOn("#replay-close");
    return said;
  }

  private List<CauseOfStream> causes() {
    return Toolkit.call(
        () -> {
          TableView<CauseOfStream> table = robot.lookup("#causes").query();
          return List.copyOf(table.getItems());
        });
  }

  private void throughputIsAboveZero(Console console) {
    await("records are produced").atMost(PATIENCE).until(() -> console.produced() > 0);
    await("the window says so")
        .atMost(PATIENCE)
        .until(
            () ->
                texts(".tile-produced .tile-number").stream()
                    .anyMatch(text -> text.matches(".*[1-9].*")));
  }

  private void goTo(String name) {
    robot.push(KeyCode.CONTROL, KeyCode.K);
    await("the palette opens")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#palette-text").tryQuery().isPresent());
    robot.write(name);
    await("the palette offers " + name).atMost(PATIENCE).until(() -> paletteOffers(name));
    robot.push(KeyCode.ENTER);
  }

  private void aStreamTellsItsLatency() {
    goTo("orders");
    await("percentiles of orders, its records being timed")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(texts("#latency-facts .label"))
                    .contains("p50", "p99", "p99.9", "max", "timed", "create → console, CreateTime")
                    .anyMatch(text -> text.endsWith("ms")));
    assertThat(texts("#latency-facts .label"))
        .as("ten thousand records are not timed in a minute at this rate")
        .contains("n too small");
  }

  private void aGroupTellsHowFarItIs() {
    goTo("shipping");
    await("the figures of shipping, with their method and age")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(texts("#group-facts .label"))
                    .contains("Behind", "Lag", "Caught up in", "Lost")
                    .anyMatch(text -> text.matches("by (ring|caught up|timestamp), .* ago")));
    assertThat(texts("#group-sentence"))
        .as("its state in words")
        .anyMatch(text -> text.startsWith("shipping "));
  }

  private void aPinnedChartIsOnTheWall() {
    robot.clickOn("#group-detail .pin");
    robot.clickOn("#rail-overview");
    await("the chart is on the overview")
        .atMost(PATIENCE)
        .until(() -> texts("#pinned-charts .card-title").contains("shipping · Behind"));
  }

  private void tailOpens() {
    robot.push(KeyCode.CONTROL, KeyCode.K);
    await("the palette opens")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#palette-text").tryQuery().isPresent());
    robot.write("tail orders");
    await("the palette offers the tail").atMost(PATIENCE).until(() -> paletteOffers("Tail orders"));
    robot.push(KeyCode.ENTER);
    await("records come in").atMost(PATIENCE).until(() -> rows().size() > 10);
    assertThat(rows()).allSatisfy(row -> assertThat(value(row)).contains("Order"));
  }

  private void deadLettersAreUnderstood() {
    robot.clickOn("#rail-dead_letters");
    await("causes are counted")
        .atMost(PATIENCE)
        .until(() -> robot.lookup("#causes").queryTableView().getItems().size() > 1);
    await("the record of a cause opens by itself")
        .atMost(PATIENCE)
        .until(
            () -> {
              robot.interact(() -> robot.lookup("#causes").queryTableView().requestFocus());
              return robot
                  .lookup("#letter-title")
                  .tryQueryAs(Label.class)
                  .filter(title -> !title.getText().isEmpty())
                  .isPresent();
            });
    robot.clickOn(robot.lookup("#letter-part").lookup(".toggle-button").nth(1).<Node>query());
    assertThat(robot.lookup("#letter-hops").lookup(".strong").queryAllAs(Label.class))
        .as("each failure of the record")
        .isNotEmpty()
        .allSatisfy(hop -> assertThat(hop.getText()).startsWith("Hop "));
  }

  private static String value(TailRow row) {
    return switch (row) {
      case TailRow.Kept kept -> kept.valuePreview();
      case TailRow.Passed passed -> passed.gap().reason();
    };
  }

  private void filterHolds() {
    assertThat(rows().stream().map(JourneyIT::value))
        .as("not only what will be filtered for, or the filter proves nothing")
        .anyMatch(value -> !value.contains("OrderPlaced"));
    robot.clickOn("#tail-filter").write("OrderPlaced").push(KeyCode.ENTER);
    await("the filter holds")
        .atMost(PATIENCE)
        .until(
            () ->
                !rows().isEmpty()
                    && rows().stream().allMatch(row -> value(row).contains("OrderPlaced")));
  }

  private void headersShow() {
    // In its middle, where a row is, whichever row that is by then.
    robot.clickOn("#tail-rows");
    await("the record is decoded")
        .atMost(PATIENCE)
        .until(() -> robot.lookup(".inspector").tryQuery().isPresent());
    robot.clickOn(eyes.segment("#inspector-part", "Headers"));
    await("headers show").atMost(PATIENCE).until(() -> !headers().isEmpty());
    assertThat(headers().stream().map(Inspection.DecodedHeader::name))
        .as("headers of an event")
        .isNotEmpty();
  }

  private void themeSwitches(Window window) {
    boolean wasDark = isDark(window);
    robot.clickOn("#rail-settings");
    robot.clickOn(wasDark ? "#setting-theme-light" : "#setting-theme-dark");
    await("the theme switches").atMost(PATIENCE).until(() -> isDark(window) != wasDark);
  }

  private static boolean isDark(Window window) {
    return Toolkit.call(
        () ->
            window.scene().getStylesheets().stream().anyMatch(sheet -> sheet.endsWith("dark.css")));
  }

  private List<TailRow> rows() {
    return Toolkit.call(
        () -> {
          TableView<TailRow> table = robot.lookup("#tail-rows .table-view").query();
          return List.copyOf(table.getItems());
        });
  }

  private List<Inspection.DecodedHeader> headers() {
    return Toolkit.call(
        () -> {
          TableView<Inspection.DecodedHeader> table = robot.lookup("#headers").query();
          return List.copyOf(table.getItems());
        });
  }

  private boolean paletteOffers(String name) {
    return texts(".palette .list-cell .label").contains(name)
        || texts(".palette .list-cell").contains(name);
  }

  private List<String> texts(String query) {
    return eyes.texts(query);
  }
}
