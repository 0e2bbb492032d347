package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.onFx;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.ChannelRow;
import dev.weir.engine.deadletter.change.Change;
import dev.weir.engine.deadletter.change.Edit;
import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.replay.Receipt;
import dev.weir.engine.deadletter.replay.ReplayPolicy;
import dev.weir.engine.deadletter.workbench.Rehearsal;
import dev.weir.engine.deadletter.workbench.ReplayJob;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.streams.StreamRow;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.CheckStep.Outcome;
import dev.weir.stream.NewRecord;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.alerts.AlertsView;
import dev.weir.views.connections.ConnectionsView;
import dev.weir.views.deadletters.LettersView;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.fake.ScreenWindow;
import dev.weir.views.groups.GroupsView;
import dev.weir.views.kit.Screen;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.overview.OverviewScreen;
import dev.weir.views.streams.StreamsView;
import dev.weir.views.tail.TailView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.stage.Stage;
import javafx.stage.Window;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** People at the Streams, Tail, Groups and Connections screens, in a window without a display. */
@ExtendWith(ApplicationExtension.class)
class ScreenJourneyTest {
  private final FakeConsole console = new FakeConsole();
  private final List<Target> targets = new ArrayList<>();
  private ScreenWindow window;

  @Start
  void open(Stage stage) {
    window = new ScreenWindow(stage, console);
  }

  @AfterEach
  void close() throws Exception {
    onFx(
        () -> {
          window.close();
          return true;
        });
  }

  private GroupsView groupsView() {
    return new GroupsView(
        console, window.pulse, targets::add, new TimeRange(console), InstantSource.system());
  }

  @Test
  void understandsWhyRecordsDied(FxRobot robot) throws Exception {
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
  void bringsDeadLettersBackCanaryFirst(FxRobot robot) throws Exception {
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
  void plansAReplayAndClosesItByKey(FxRobot robot) throws Exception {
    var view = show(new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    until("the worst is open", () -> exists("#cause-title"));
    robot.type(KeyCode.R);
    until("it is planned", () -> label("#replay-title").startsWith("Replay of 412 records"));
    robot.type(KeyCode.ESCAPE);
    until("all is closed", () -> !exists("#cause-detail"));

    fx(() -> view.open(new Target.ToSavedPlan(Path.of("refunds.plan"))));
    until("a plan alone", () -> label("#replay-approval").startsWith("waits for a person"));
    robot.type(KeyCode.ESCAPE);
    until("it is closed, too", () -> !exists("#cause-detail"));
    assertThat(console.replays.open).as("plans looked at").isZero();
  }

  @Test
  void tailsAStreamFiltersItAndReadsARecordsHeaders(FxRobot robot) throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(() -> console.tail().arrive(300));
    TableView<TailRow> rows = find("#tail-rows .data-table");
    until("rows are in the table", () -> rows.getItems().size() > 10);

    robot.clickOn("#tail-filter").write("paymentfailed");
    until(
        "only rows that match",
        () ->
            !rows.getItems().isEmpty()
                && rows.getItems().stream()
                    .allMatch(
                        row -> ((TailRow.Kept) row).valuePreview().contains("PaymentFailed")));
    assertThat(console.tail().filter).isEqualTo(new TailFilter.Text("paymentfailed"));

    long wanted = onFx(() -> rows.getItems().get(3).id());
    fx(() -> rows.getSelectionModel().select(3));
    until("the inspector is open", () -> exists("#headers"));
    robot.clickOn("Headers 5");
    TableView<Inspection.DecodedHeader> headers = find("#headers");
    until("headers are shown", () -> headers.getItems().size() == 5);
    assertThat(onFx(() -> List.copyOf(headers.getItems())))
        .extracting(Inspection.DecodedHeader::name)
        .as("in the broker's order, duplicates kept")
        .containsExactly("trace-id", "produced-at", "retry", "retry", "reason");

    fx(() -> console.tail().arrive(400));
    window.frames(30);
    assertThat(onFx(() -> rows.getSelectionModel().getSelectedItem().id()))
        .as("the selection after 400 more records")
        .isEqualTo(wanted);

    robot.press(KeyCode.DOWN).release(KeyCode.DOWN);
    fx(() -> rows.requestFocus());
    robot.type(KeyCode.DOWN);
    until(
        "the next older record is selected",
        () -> {
          TailRow selected = rows.getSelectionModel().getSelectedItem();
          return selected != null && selected.id() < wanted;
        });
    robot.type(KeyCode.SPACE);
    until("paused", () -> console.tail().paused);
    robot.type(KeyCode.F);
    until("following again", () -> console.tail().shows.getLast().endsWith("true"));
    robot.type(KeyCode.ESCAPE);
    until("the inspector is closed", () -> !exists("#headers"));
  }

  @Test
  void saysWhereAFilterIsWrong(FxRobot robot) throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    robot.clickOn("CEL").clickOn("#tail-filter").write("a &&");
    until("the problem is shown", () -> label(".filter-problem").contains("column 4"));
  }

  @Test
  void startsATailWhereAGroupStands(FxRobot robot) throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    robot.clickOn("From group…").write("bill").type(KeyCode.ENTER);
    until(
        "a tail from the group's place",
        () -> console.tail().request.from().equals(new TailFrom.Committed("billing")));
    robot.clickOn("Offset…").write("nonsense").type(KeyCode.ENTER);
    robot.eraseText(8).write("3@77").type(KeyCode.ENTER);
    until("a tail from the offset", () -> console.tail().request.from() instanceof TailFrom.At);
  }

  @Test
  void addsAStreamByTypingAPartOfItsName(FxRobot robot) throws Exception {
    show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    robot.clickOn("Choose a stream").write("notif").type(KeyCode.ENTER);
    until("a tail is open", () -> !console.tails.isEmpty());
    assertThat(console.tail().request.streams())
        .containsExactly(FakeConsole.redisStream("notifications"));
  }

  @Test
  void findsAStreamSortsAndOpensItsDetails(FxRobot robot) throws Exception {
    show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    TableView<StreamRow> table = find("#streams");
    until("streams are listed", () -> table.getItems().size() > 5);
    clickHeader("#length");
    until(
        "the engine was asked to sort",
        () -> console.streamQueries.getLast().column().equals("length"));
    robot.clickOn("#streams-filter").write("pay").type(KeyCode.ENTER);
    until(
        "filtered by the engine, first row selected",
        () -> table.getItems().size() == 3 && !table.getSelectionModel().isEmpty());
    until("details are open", () -> exists("#stream-detail"));
    robot.clickOn("Partitions 12");
    TableView<?> partitions = find("#stream-partitions");
    until("partitions are listed", () -> partitions.getItems().size() == 12);
    robot.clickOn("#stream-tail");
    assertThat(targets).singleElement().isInstanceOf(Target.ToTail.class);
    robot.clickOn("Groups 3").clickOn("billing").clickOn("#open-group");
    assertThat(targets).last().isEqualTo(new Target.ToGroup(FakeConsole.group("billing")));
  }

  @Test
  void opensTheGroupAskedForAndReadsWhatIsWrong(FxRobot robot) throws Exception {
    var groups = show(groupsView());
    fx(() -> groups.open(new Target.ToGroup(FakeConsole.group("billing"))));
    until(
        "its sentence is shown",
        () -> label("#group-sentence").startsWith("billing is 4 min 10 s behind on orders"));
    TableView<GroupRow> table = find("#groups");
    assertThat(onFx(() -> table.getSelectionModel().getSelectedItem().group().name()))
        .isEqualTo("billing");
    robot.clickOn("Partitions 6");
    TableView<?> partitions = find("#group-partitions");
    until("partitions are listed", () -> partitions.getItems().size() == 6);
    fx(() -> partitions.getSelectionModel().select(3));
    robot.clickOn("#read-first-unread");
    until(
        "what was read is told",
        () -> label("#first-unread").startsWith("Nothing waits on orders partition 3"));
    robot.clickOn("Events 1");
    TableView<?> events = find("#group-events");
    until("what happened is listed", () -> events.getItems().size() == 1);
    robot.clickOn("Members 3");
    TableView<?> members = find("#group-members");
    until("members are listed", () -> members.getItems().size() == 3);
    robot.clickOn("With lag");
    until("groups without lag are left out", () -> table.getItems().size() == 4);
    assertThat(onFx(() -> table.getSelectionModel().getSelectedItem().group().name()))
        .as("still selected")
        .isEqualTo("billing");
  }

  @Test
  void writesARecordAgainByteForByteButForWhatIsChanged(FxRobot robot) throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(() -> console.tail().arrive(30));
    TableView<TailRow> rows = find("#tail-rows .data-table");
    until("rows are in the table", () -> rows.getItems().size() > 10);
    StreamRecord chosen = onFx(() -> ((TailRow.Kept) rows.getItems().get(3)).record());
    fx(() -> rows.getSelectionModel().select(3));
    until("the inspector is open", () -> exists("#produce-again"));
    robot.clickOn("#produce-again");
    until("the form is open", () -> robot.lookup("#produce-confirm").tryQuery().isPresent());
    robot.clickOn("#produce-confirm");
    until(
        "it says where it went",
        () ->
            robot
                .lookup("#produce-sentence")
                .queryAs(Label.class)
                .getText()
                .startsWith("Written to orders at 2@77"));
    NewRecord again = console.writes.produced.getFirst();
    assertThat(again.key()).isEqualTo(chosen.key());
    assertThat(again.value()).isEqualTo(chosen.value());
    assertThat(again.headers()).isEqualTo(chosen.headers());
    assertThat(again.partition()).hasValue(chosen.partition());

    robot.clickOn("#produce-partition").eraseText(3).clickOn("#produce-key-null");
    robot.clickOn("#produce-confirm");
    until("another one is written", () -> console.writes.produced.size() == 2);
    NewRecord changed = console.writes.produced.getLast();
    assertThat(changed.partition()).as("by key now").isEmpty();
    assertThat(changed.key()).isEqualTo(Payload.ABSENT);
    assertThat(changed.value()).isEqualTo(chosen.value());
    robot.clickOn("Close");
    until("the form is closed", () -> robot.lookup("#produce-confirm").tryQuery().isEmpty());
  }

  @Test
  void movesAGroupBackAfterSeeingWhatThatMeans(FxRobot robot) throws Exception {
    console.writes.guard = WriteGuard.READ_ONLY;
    var groups = show(groupsView());
    fx(() -> groups.open(new Target.ToGroup(FakeConsole.group("billing"))));
    until("its partitions are known", () -> exists("#group-partitions"));
    robot.clickOn("Reset offsets");
    robot.clickOn("Since…").clickOn("#reset-place").write("nonsense").clickOn("#reset-preview");
    until("it says what a time is", () -> label("#reset-sentence").contains("is no time"));
    robot.clickOn("Oldest").clickOn("#reset-preview");
    TableView<OffsetReset.Step> steps = find("#reset-steps");
    until("what would change is shown", () -> steps.getItems().size() == 6);
    assertThat(label("#reset-sentence"))
        .contains("billing would read 3 600 records again")
        .contains("is read-only: unlock it under Connections");
    Node confirm = find("#reset-confirm");
    assertThat(onFx(confirm::isDisabled)).as("nothing can be done yet").isTrue();
    robot.clickOn("#reset-unlock");
    assertThat(targets).last().isEqualTo(new Target.ToConnection("orders-prod"));

    console.writes.guard = WriteGuard.PRODUCTION;
    robot.clickOn("#reset-preview");
    until("it may be done", () -> !confirm.isDisabled());
    robot.clickOn("#reset-confirm");
    until("the target is to be typed", () -> label("#reset-sentence").contains("type billing to"));
    robot.clickOn("#reset-target").write("billing").clickOn("#reset-confirm");
    until("a reason is wanted", () -> label("#reset-sentence").contains("give a reason"));
    robot.clickOn("#reset-reason").write("replay of Friday").clickOn("#reset-confirm");
    until("it is done", () -> label("#reset-sentence").startsWith("Done: billing reads orders"));
    assertThat(console.writes.done).isPresent();
    assertThat(console.writes.from).contains(new TailFrom.Earliest());
  }

  @Test
  void actsOnPendingEntriesOfARedisGroupAfterSeeingThem(FxRobot robot) throws Exception {
    var groups =
        show(
            new GroupsView(
                console,
                window.pulse,
                targets::add,
                new TimeRange(console),
                InstantSource.system()));
    fx(() -> groups.open(new Target.ToGroup(FakeConsole.group("billing"))));
    until("its partitions are known", () -> exists("#group-partitions"));
    assertThat(robot.lookup("#group-part-pending").tryQuery().filter(Node::isVisible))
        .as("a Kafka group has no such list")
        .isEmpty();
    console.redisGroup = "mailer";
    fx(console::step);
    fx(() -> groups.open(new Target.ToGroup(FakeConsole.group("mailer"))));
    until(
        "it can be asked for what is pending",
        () -> robot.lookup("#group-part-pending").tryQuery().filter(Node::isVisible).isPresent());
    robot.clickOn("#group-part-pending");
    robot.clickOn("#pending-deliveries").write("often").clickOn("#pending-list");
    until("it says what a number is", () -> label("#pending-sentence").contains("is no number"));
    robot.clickOn("#pending-deliveries").eraseText(5).write("6").clickOn("#pending-list");
    TableView<PendingList.Row> rows = find("#pending-rows");
    until("those delivered six times are listed", () -> rows.getItems().size() == 4);
    robot.clickOn("#pending-preview");
    until(
        "it says what would be",
        () ->
            label("#pending-sentence")
                .startsWith("3 entries of 2 consumers would count as never delivered"));
    assertThat(label("#pending-sentence")).contains("1 is no longer in the stream");

    robot.clickOn("Claim for…").clickOn("#pending-whereto").write("worker-9");
    robot.clickOn("#pending-preview");
    until("a typo is refused", () -> label("#pending-sentence").contains("no consumer 'worker-9'"));

    fx(() -> rows.getSelectionModel().select(1));
    console.writes.guard = WriteGuard.PRODUCTION;
    robot.clickOn("Move to…").clickOn("#pending-whereto").eraseText(8).write("mail:dlq");
    robot.clickOn("#pending-delete").clickOn("#pending-preview");
    until("only the selected one", () -> label("#pending-sentence").startsWith("1 entry of "));
    Button confirm = find("#pending-confirm");
    assertThat(onFx(confirm::getText)).isEqualTo("Move 1 entry");
    robot.clickOn("#pending-confirm");
    until("the target is to be typed", () -> label("#pending-sentence").contains("type mail:dlq"));
    assertThat(console.writes.acted).isEmpty();
    robot.clickOn("#pending-target").write("mail:dlq").clickOn("#pending-reason").write("poison");
    robot.clickOn("#pending-confirm");
    until("it is done", () -> label("#pending-sentence").startsWith("1 of 1 entry are in mail"));
    assertThat(console.writes.acted)
        .containsExactly(new PendingAction.MoveTo(new StreamRef("orders-prod", "mail:dlq"), true));
    assertThat(console.writes.actedOn.rows())
        .extracting(row -> row.entry().id().sequence() + row.entry().id().millis())
        .containsExactly(1_795_271_000_003L);

    robot.clickOn("#pending-consumer").write("worker-1").clickOn("#pending-list");
    until("those of one consumer are listed", () -> rows.getItems().size() == 2);
    Button replay = find("#pending-replay");
    assertThat(onFx(replay::getText)).isEqualTo("Replay…");
    robot.clickOn("#pending-replay");
    StreamRef stream = console.writes.actedOn.stream();
    assertThat(targets)
        .last()
        .as("without a choice, all that meet what was asked")
        .isEqualTo(
            new Target.ToPendingPlan(
                FakeConsole.group("mailer"),
                stream,
                new PendingFilter(
                    Set.of(), Optional.of("worker-1"), Duration.ZERO, 6, PendingFilter.MOST)));
    fx(() -> rows.getSelectionModel().select(1));
    until("the choice is counted", () -> replay.getText().equals("Replay 1 selected…"));
    robot.clickOn("#pending-replay");
    assertThat(targets)
        .last()
        .isEqualTo(
            new Target.ToPendingPlan(
                FakeConsole.group("mailer"),
                stream,
                PendingFilter.of(Set.of(rows.getItems().get(1).entry().id()))));
  }

  @Test
  void plansWhatAGroupHasPending(FxRobot robot) throws Exception {
    var letters =
        onFx(() -> new LettersView(console, window.pulse, targets::add, InstantSource.system()));
    var group = FakeConsole.group("mailer");
    var stream = new StreamRef(group.connection(), "mail");
    fx(() -> letters.open(new Target.ToPendingPlan(group, stream, PendingFilter.of(Set.of()))));
    show(letters);
    TableView<CauseOfStream> causes = find("#causes");
    until("causes have come, too", () -> !causes.getItems().isEmpty());
    assertThat(label("#replay-title"))
        .as("none of them takes the place of what was asked for")
        .isEqualTo("Where do they go?");
    assertThat(console.replays.asked).as("nothing is planned before that").isEmpty();
    assertThat(isVisible("#replay-body")).as("nor can anything be run").isFalse();
    robot.clickOn("#replay-plan");
    until("it says what is missing", () -> label("#replay-problem").startsWith("Name the stream"));
    robot.clickOn("#replay-stream").write("repair");
    robot.clickOn("#replay-acknowledge").clickOn("#replay-plan");
    until("a plan is made", () -> !console.replays.asked.isEmpty());
    ReplayRequest asked = console.replays.asked.getLast();
    assertThat(asked.pending()).contains(new PendingChoice("mailer", PendingFilter.of(Set.of())));
    assertThat(asked.after()).isEqualTo(AfterReplay.ACK);
    assertThat(asked.policy().to()).contains("repair");
    until("and shown", () -> isVisible("#replay-body"));
  }

  @Test
  void readsWhyAnAlertFiresTakesItOnAndSilencesIt(FxRobot robot) throws Exception {
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
  void setsTestsAndTakesAwayAChannel(FxRobot robot) throws Exception {
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
  void setsWhenPeopleAreToldAndWhenNot(FxRobot robot) throws Exception {
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
  void writesARuleInFormAndTextSeesTheTimelineAndWhatNoRuleWatches(FxRobot robot) throws Exception {
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

  @Test
  void showsTheRowsThatTheRailCounts(FxRobot robot) throws Exception {
    var streams =
        show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    robot.clickOn("#streams-filter").write("zzz");
    fx(() -> streams.open(new Target.ToTroubledStreams()));
    TableView<StreamRow> table = find("#streams");
    until("two rows, whatever was filtered for", () -> table.getItems().size() == 2);
    assertThat(onFx(() -> List.copyOf(table.getItems())))
        .extracting(row -> row.stream().name())
        .containsExactlyInAnyOrder("payments-dlt", "audit.archive");
  }

  @Test
  void keepsATableAsItWasArranged(FxRobot robot) throws Exception {
    var first = show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    TableView<StreamRow> table = find("#streams");
    until("streams are listed", () -> table.getItems().size() > 5);
    fx(
        () -> {
          column(table, "retention").setVisible(false);
          var columns = new ArrayList<>(table.getColumns());
          columns.add(2, columns.remove(columns.size() - 1));
          table.getColumns().setAll(columns);
          table.requestFocus();
        });
    robot.type(KeyCode.S);
    until("sorted by the next column", () -> !sortedBy(table).equals("rate"));
    String column = onFx(() -> sortedBy(table));
    robot.press(KeyCode.SHIFT).type(KeyCode.S).release(KeyCode.SHIFT);
    boolean descending = console.streamQueries.getLast().descending();
    fx(() -> window.hide(first));

    show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    TableView<StreamRow> again = find("#streams");
    assertThat(onFx(() -> column(again, "retention").isVisible())).isFalse();
    assertThat(onFx(() -> again.getColumns().get(2).getId())).isEqualTo("last");
    assertThat(onFx(() -> sortedBy(again))).isEqualTo(column);
    assertThat(console.streamQueries.getLast().column()).isEqualTo(column);
    assertThat(console.streamQueries.getLast().descending()).isEqualTo(descending);
  }

  private static String sortedBy(TableView<?> table) {
    return table.getSortOrder().isEmpty() ? "" : table.getSortOrder().getFirst().getId();
  }

  private static TableColumn<?, ?> column(TableView<?> table, String id) {
    return table.getColumns().stream()
        .filter(column -> id.equals(column.getId()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void pinsAChartToTheOverview(FxRobot robot) throws Exception {
    var streams =
        show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    fx(() -> streams.open(new Target.ToStream(FakeConsole.topic("orders"))));
    until("details are open", () -> exists("#stream-detail .pin"));
    robot.clickOn("#stream-detail .pin");
    fx(() -> streams.open(new Target.ToStream(FakeConsole.topic("payments"))));
    ToggleButton pin = find("#stream-detail .pin");
    until("another stream's chart is not pinned", () -> !pin.isSelected());
    robot.clickOn("#stream-detail .pin");
    fx(() -> window.hide(streams));

    var overview = new OverviewScreen(console, window.pulse, new TimeRange(console), targets::add);
    fx(() -> window.show(overview));
    until("both are on the wall", () -> pinnedTitles().size() == 2);
    assertThat(onFx(this::pinnedTitles))
        .as("in the order of pinning")
        .containsExactly("orders · Throughput", "payments · Throughput");
    Button takeOff = find("#pinned-charts .quiet-button");
    fx(takeOff::fire);
    until("one is left", () -> pinnedTitles().equals(List.of("payments · Throughput")));
    fx(() -> window.hide(overview));
    assertThat(console.openFeeds).as("feeds open while hidden").isZero();
  }

  private List<String> pinnedTitles() {
    return window.scene().getRoot().lookupAll("#pinned-charts .card-title").stream()
        .map(node -> ((Label) node).getText())
        .toList();
  }

  @Test
  void takesTheInspectorIntoAWindowOfItsOwnAndBack(FxRobot robot) throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(() -> console.tail().arrive(300));
    TableView<TailRow> rows = find("#tail-rows .data-table");
    until("rows are in the table", () -> rows.getItems().size() > 10);
    fx(() -> rows.getSelectionModel().select(3));
    until("the inspector is open", () -> exists("#detach-inspector"));
    Button detach = find("#detach-inspector");
    fx(detach::fire);
    until("it has left the window", () -> !exists("#detach-inspector"));
    assertThat(onFx(() -> detachedWindows())).as("windows with an inspector").hasSize(1);
    fx(() -> rows.getSelectionModel().select(5));
    window.frames(10);
    assertThat(exists("#detach-inspector")).as("in the window while detached").isFalse();
    var other = onFx(() -> detachedWindows().getFirst());
    fx(() -> ((Button) other.getScene().getRoot().lookup("#detach-inspector")).fire());
    until("it is back", () -> exists("#detach-inspector"));
    assertThat(onFx(() -> detachedWindows())).isEmpty();
  }

  private List<Window> detachedWindows() {
    return Window.getWindows().stream()
        .filter(it -> it.getScene() != null && it.getScene().getRoot().lookup(".inspector") != null)
        .filter(it -> it.getScene() != window.scene())
        .toList();
  }

  @Test
  void addsAConnectionTestsItAndSaves(FxRobot robot) throws Exception {
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
  void entersASecretThatIsAskedFor(FxRobot robot) throws Exception {
    var connections = show(new ConnectionsView(console, window.pulse, targets::add));
    fx(() -> connections.open(new Target.ToConnection("cache-1")));
    robot.clickOn("#enter-secret");
    until("the prompt is open", () -> robot.lookup("#secret-password").tryQuery().isPresent());
    robot.clickOn("#secret-password").write("s3cret").clickOn("Connect");
    until("answered", () -> console.desk.answered.equals(List.of("cache-1[password]")));
    until("connected", () -> !isVisible("#enter-secret"));
  }

  @Test
  void aSecretIsTypedUnseenAndWithoutAKeychainThatIsSaid(FxRobot robot) throws Exception {
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
  void asksBeforeRemovingAConnection(FxRobot robot) throws Exception {
    show(new ConnectionsView(console, window.pulse, targets::add));
    robot.clickOn("#remove-connection");
    until("asked", () -> robot.lookup("Remove").tryQuery().isPresent());
    assertThat(console.desk.removed).isEmpty();
    robot.clickOn("Remove");
    until("removed", () -> console.desk.removed.equals(List.of("orders-prod")));
  }

  @Test
  void takesAPublishInWithOneChangeAndNoneWhileHidden() throws Exception {
    var streams =
        show(new StreamsView(console, window.pulse, targets::add, new TimeRange(console)));
    var groups = groupsView();
    TableView<StreamRow> table = find("#streams");
    var changes = new AtomicInteger();
    fx(
        () ->
            table
                .getItems()
                .addListener((ListChangeListener<StreamRow>) change -> changes.incrementAndGet()));
    fx(() -> streams.open(new Target.ToStream(FakeConsole.topic("orders"))));
    window.frames(30);
    changes.set(0);
    fx(console::step);
    window.frames(30);
    assertThat(changes).as("list changes for one publish").hasValue(1);

    fx(() -> window.hide(streams));
    assertThat(console.openFeeds).as("feeds open while hidden").isZero();
    changes.set(0);
    fx(console::step);
    window.frames(30);
    assertThat(changes).as("list changes while hidden").hasValue(0);

    fx(() -> window.show(groups));
    fx(() -> groups.open(new Target.ToGroup(FakeConsole.group("billing"))));
    assertThat(console.openFeeds).as("feeds of the open group").isPositive();
    fx(() -> window.hide(groups));
    assertThat(console.openFeeds).as("feeds open while hidden").isZero();
  }

  @Test
  void aTailGoesOnWhileHiddenButAppliesNothing() throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    fx(() -> console.tail().arrive(100));
    TableView<TailRow> rows = find("#tail-rows .data-table");
    until("rows are in the table", () -> rows.getItems().size() > 10);
    var changes = new AtomicInteger();
    fx(
        () ->
            rows.getItems()
                .addListener((ListChangeListener<TailRow>) change -> changes.incrementAndGet()));
    fx(() -> console.tail().arrive(1_000));
    window.frames(30);
    assertThat(changes).as("list changes for one publish of 1,000 records").hasValue(1);
    assertThat(onFx(() -> rows.getItems().size())).as("rows in the table").isLessThan(60);

    fx(() -> window.hide(tail));
    changes.set(0);
    fx(() -> console.tail().arrive(100));
    window.frames(30);
    assertThat(changes).as("list changes while hidden").hasValue(0);
    assertThat(console.tail().closed).as("the tail goes on counting").isFalse();
    fx(() -> window.show(tail));
    until("caught up", () -> rows.getItems().getFirst().id() == 1_200);
  }

  private <S extends Screen> S show(S screen) throws Exception {
    fx(() -> window.show(screen));
    window.frames(3);
    return screen;
  }

  /**
   * Presses and releases the mouse on a column's header. Not with the robot: JavaFX's headless
   * platform calls every press the one that opens a context menu, and headers ignore that one.
   */
  private void clickHeader(String selector) throws Exception {
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

  private static void fx(Runnable work) throws Exception {
    onFx(
        () -> {
          work.run();
          return true;
        });
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private <N extends Node> N find(String selector) throws Exception {
    return (N) onFx(() -> scene().lookup(selector));
  }

  private boolean exists(String selector) {
    return scene().lookup(selector) != null;
  }

  private boolean isVisible(String selector) {
    Node node = scene().lookup(selector);
    return node != null && node.isVisible();
  }

  private String label(String selector) {
    return scene().lookup(selector) instanceof Label label
        ? label.getText().replace('\u00a0', ' ')
        : "";
  }

  private javafx.scene.Scene scene() {
    return window.scene();
  }

  /** Waits until {@code condition} holds on the FX thread. */
  private static void until(String what, java.util.concurrent.Callable<Boolean> condition) {
    await(what)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(20))
        .until(() -> onFx(condition));
  }
}
