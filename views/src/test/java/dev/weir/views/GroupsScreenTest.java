package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.deadletter.desk.CauseOfStream;
import dev.weir.engine.deadletter.replay.PendingChoice;
import dev.weir.engine.deadletter.workbench.ReplayRequest;
import dev.weir.engine.finding.Target;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.write.WriteGuard;
import dev.weir.stream.AfterReplay;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.views.deadletters.LettersView;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.groups.GroupsView;
import dev.weir.views.kit.TimeRange;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import org.junit.jupiter.api.Test;

/** People at the Groups screen, in a window without a display. */
class GroupsScreenTest extends ScreenTest {
  @Test
  void opensTheGroupAskedForAndReadsWhatIsWrong() throws Exception {
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
  void movesAGroupBackAfterSeeingWhatThatMeans() throws Exception {
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
  void actsOnPendingEntriesOfARedisGroupAfterSeeingThem() throws Exception {
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
    until("it is done", () -> label("#pending-sentence").startsWith("1 of 1 entry is in mail"));
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
  void plansWhatAGroupHasPending() throws Exception {
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
}
