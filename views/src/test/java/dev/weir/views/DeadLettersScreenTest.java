package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.deadletter.cause.CauseKey;
import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.finding.Target;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.Payload;
import dev.weir.views.deadletters.LettersView;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import org.junit.jupiter.api.Test;

/** People at the Dead letters screen, in a window without a display. */
class DeadLettersScreenTest extends ScreenTest {
  @Test
  void understandsWhyRecordsDied() throws Exception {
    show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    TableView<CauseOfStream> causes = find("#causes");
    until("causes are there", () -> causes.getItems().size() == 3);
    until("the worst is open", () -> exists("#letter-title"));
    Label title = find("#letter-title");
    until("its newest record too", () -> title.getText().equals("payments-dlt 1@8812"));
    Label cause = find("#cause-title");
    assertThat(onFx(cause::getText)).isEqualTo("JsonParseException: Unexpected character ‹n›");

    robot.clickOn("Hops 1");
    until(
        "the hop tells where it came from",
        () ->
            robot.lookup("#letter-hops").lookup(".strong").queryAllAs(Label.class).stream()
                .anyMatch(hop -> hop.getText().contains("payments 2@77120")));
    robot.clickOn("Stack trace");
    TextArea trace = find("#letter-trace");
    until("the trace", () -> trace.getText().contains("PaymentCodec.java:88"));

    robot.clickOn("#letters-filter").write("fulfilment");
    until("one cause is left", () -> causes.getItems().size() == 1);
    Node streams = find("#letter-streams");
    robot.clickOn("By stream");
    until("streams are shown", streams::isVisible);
  }

  @Test
  void bringsDeadLettersBackCanaryFirst() throws Exception {
    console.writes.guard = WriteGuard.PRODUCTION;
    var view = show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    until("the worst is open", () -> exists("#cause-title"));
    robot.clickOn("#replay-open");
    until("it is planned", () -> label("#replay-title").startsWith("Replay of 412 records"));
    assertThat(label("#replay-destination")).startsWith("payments (origin)");
    assertThat(label("#replay-receivers")).contains("billing failed", "audit, billing");
    assertThat(label("#replay-left-out")).startsWith("17 ");
    Button confirm = find("#replay-confirm");
    assertThat(onFx(confirm::isDisabled)).as("a check stands against it").isTrue();
    robot.clickOn("#replay-more").clickOn("#replay-again").clickOn("By rules…");
    robot.clickOn("#replay-rules").write("payments > retry");
    robot.clickOn("#replay-plan");
    until("a rule is told to be none", () -> label("#replay-problem").contains("origin = stream"));
    TextArea rules = find("#replay-rules");
    fx(() -> rules.setText("payments = payments.retry\n\nrefunds=refunds.retry"));
    robot.clickOn("#replay-where").write("value.amount > 100");
    robot.clickOn("As before").clickOn("Their own").clickOn("#replay-hold");
    robot.clickOn("#replay-keep").write("x-retries, trace").clickOn("#replay-plan");
    until("it is planned anew", () -> console.replays.asked.size() == 2);
    ReplayRequest asked = console.replays.asked.getLast();
    assertThat(asked.where()).contains("value.amount > 100");
    assertThat(asked.policy())
        .isEqualTo(
            new ReplayPolicy(
                Optional.empty(),
                Map.of("payments", "payments.retry", "refunds", "refunds.retry"),
                new ReplayPolicy.Partition.Original(),
                true,
                ReplayPolicy.PREFIX,
                Set.of("x-retries", "trace"),
                Set.of(),
                false,
                true,
                ReplayPolicy.ATTEMPTS,
                true,
                Change.NONE));
    assertThat(console.replays.open).as("the plan before is not looked at any more").isEqualTo(1);
    Button save = find("#replay-save");
    robot.clickOn("#replay-hold");
    until(
        "what was planned is not what is asked",
        () -> label("#replay-sentence").endsWith("press Plan."));
    assertThat(onFx(save::isDisabled)).as("and is neither saved nor run").isTrue();
    assertThat(onFx(confirm::isDisabled)).isTrue();
    robot.clickOn("#replay-hold");
    until("it is what is asked again", () -> !save.isDisabled());
    robot.clickOn("#replay-more");

    robot.clickOn("#replay-dry-run");
    until("it is tried", () -> label("#replay-sentence").startsWith("412 records"));
    TableView<Rehearsal.Sample> samples = find("#replay-samples");
    assertThat(onFx(() -> samples.getItems().size())).isEqualTo(1);
    fx(() -> samples.getSelectionModel().select(0));
    TextArea before = find("#replay-before");
    TextArea after = find("#replay-after");
    until("both sides are shown", () -> before.getText().equals("{\"total\":1}"));
    assertThat(after.getText()).isEqualTo(before.getText());
    robot.clickOn("#replay-edit");
    fx(() -> after.setText("{\"total\":100}"));
    robot.clickOn("#replay-edit-use");
    until("one is changed", () -> label("#replay-sentence").contains("1 of them changed"));
    assertThat(console.replays.edits)
        .containsEntry(
            0,
            new Edit(
                Optional.empty(),
                Optional.of(Payload.of("{\"total\":100}".getBytes(UTF_8))),
                Map.of()));
    until("it is shown", () -> after.getText().equals("{\"total\":100}"));
    assertThat(before.getText()).isEqualTo("{\"total\":1}");
    robot.clickOn("Checks").clickOn("#replay-allow-tombstones");
    until("it is said to be meant", () -> !confirm.isDisabled());
    assertThat(onFx(confirm::getText)).isEqualTo("Replay 10 of 412");
    robot.clickOn(confirm);
    until("production asks", () -> label("#replay-sentence").contains("type payments"));
    robot.clickOn("#replay-target").write("payments");
    robot.clickOn("#replay-reason").write("bank is back").clickOn(confirm);

    until("the canary", () -> label("#replay-sentence").startsWith("Canary: 10 of 412 sent"));
    assertThat(label("#replay-sentence")).contains("all read by billing", "0 died again");
    assertThat(console.replays.allowed).containsExactly("tombstones");
    assertThat(onFx(confirm::getText)).isEqualTo("Replay the other 402");
    robot.clickOn(confirm);
    until("all are sent", () -> label("#replay-sentence").startsWith("412 of 412 sent"));
    assertThat(label("#replay-outcome")).isEqualTo("resolved");
    TableView<Receipt> receipts = find("#replay-receipts");
    until("what each became", () -> receipts.isVisible() && receipts.getItems().size() == 412);

    TableView<CauseOfStream> causes = find("#causes");
    robot.clickOn("Jobs");
    TableView<ReplayJob> jobs = find("#replay-jobs");
    until("the job is listed", () -> jobs.isVisible() && jobs.getItems().size() == 1);
    assertThat(console.replays.open).isZero();

    fx(() -> view.open(new Target.ToSavedPlan(Path.of("refunds.plan"))));
    until("it waits", () -> label("#replay-approval").startsWith("waits for a person"));
    robot.clickOn("#replay-approve");
    until("it is approved", () -> label("#replay-approval").startsWith("by erin, "));
    assertThat(find("#replay-approve").isVisible()).as("once is enough").isFalse();
    robot.clickOn("#replay-close").clickOn("By cause");
    until("causes are back", causes::isVisible);
  }

  @Test
  void sortsCausesByAHeadingAndFindsThemSoAgain() throws Exception {
    var first = show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    TableView<CauseOfStream> causes = find("#causes");
    until("causes, most records first", () -> causes.getItems().size() == 3);
    List<CauseOfStream> usual = onFx(() -> List.copyOf(causes.getItems()));
    clickHeader("#causes #records");
    until("fewest first", () -> records(causes).equals(records(usual.reversed())));
    clickHeader("#causes #records");
    until("the other way round", () -> records(causes).equals(records(usual)));
    clickHeader("#causes #records");
    until("as they come", () -> causes.getSortOrder().isEmpty());
    fx(causes::requestFocus);
    robot.type(KeyCode.S);
    until("sorted by the first column", () -> !causes.getSortOrder().isEmpty());
    List<String> sorted =
        usual.stream()
            .map(DeadLettersScreenTest::message)
            .sorted(String.CASE_INSENSITIVE_ORDER)
            .toList();
    until("by cause", () -> causesOf(causes).equals(sorted));
    fx(
        () -> {
          causes.getColumns().get(1).setVisible(false);
          causes.getSelectionModel().select(1);
        });
    robot.type(KeyCode.ESCAPE);
    until("nothing is selected", () -> causes.getSelectionModel().isEmpty());
    robot.type(KeyCode.DOWN);
    until(
        "where one was before",
        () -> causes.getSelectionModel().getSelectedIndex() == 1 && exists("#cause-title"));
    fx(() -> window.hide(first));

    show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    TableView<CauseOfStream> again = find("#causes");
    until("sorted as before", () -> causesOf(again).equals(sorted));
    assertThat(onFx(() -> again.getColumns().get(1).isVisible())).isFalse();
  }

  private static List<Long> records(TableView<CauseOfStream> table) {
    return records(table.getItems());
  }

  private static List<Long> records(List<CauseOfStream> rows) {
    return rows.stream().map(row -> row.cause().records()).toList();
  }

  private static List<String> causesOf(TableView<CauseOfStream> table) {
    return table.getItems().stream().map(DeadLettersScreenTest::message).toList();
  }

  private static String message(CauseOfStream row) {
    CauseKey key = row.cause().key();
    String type = key.exception().orElse("");
    return type.substring(type.lastIndexOf('.') + 1)
        + (type.isEmpty() ? "" : ": ")
        + key.message().orElse("");
  }

  @Test
  void plansAReplayAndClosesItByKey() throws Exception {
    var view = show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    until("the worst is open", () -> exists("#cause-title"));
    robot.type(KeyCode.R);
    until("it is planned", () -> label("#replay-title").startsWith("Replay of 412 records"));
    TableView<CauseOfStream> causes = find("#causes");
    until(
        "the table fits into what is left above the plan",
        () -> causes.getHeight() <= ((Region) causes.getParent()).getHeight());
    robot.type(KeyCode.ESCAPE);
    until("all is closed", () -> !exists("#cause-detail"));

    fx(() -> view.open(new Target.ToSavedPlan(Path.of("refunds.plan"))));
    until("a plan alone", () -> label("#replay-approval").startsWith("waits for a person"));
    robot.type(KeyCode.ESCAPE);
    until("it is closed, too", () -> !exists("#cause-detail"));
    assertThat(console.replays.open).as("plans looked at").isZero();
  }
}
