package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.finding.Target;
import dev.weir.engine.tail.Inspection;
import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailRow;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailFrom;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.tail.TailView;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.input.KeyCode;
import javafx.stage.Window;
import org.junit.jupiter.api.Test;

/** People at the Tail screen, in a window without a display. */
class TailScreenTest extends ScreenTest {
  private static boolean columnsFit(TableView<?> table) {
    double columns =
        table.getVisibleLeafColumns().stream().mapToDouble(TableColumn::getWidth).sum();
    return columns <= table.getWidth() && columns > table.getWidth() - 20;
  }

  @Test
  void tailsAStreamFiltersItAndReadsARecordsHeaders() throws Exception {
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
    robot.clickOn("#pause");
    until("paused", () -> console.tail().paused);
    robot.type(KeyCode.F);
    until("following again", () -> console.tail().shows.getLast().endsWith("true"));
    robot.type(KeyCode.ESCAPE);
    until("the inspector is closed", () -> !exists("#headers"));
    until("columns fill the table again, and no more", () -> columnsFit(rows));
    fx(() -> rows.getSelectionModel().select(2));
    until("it is open again", () -> exists("#headers"));
    until("columns fill what is left of the table", () -> columnsFit(rows));
  }

  @Test
  void saysWhereAFilterIsWrong() throws Exception {
    var tail = show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    fx(() -> tail.open(new Target.ToTail(FakeConsole.topic("orders"))));
    robot.clickOn("CEL").clickOn("#tail-filter").write("a &&");
    until("the problem is shown", () -> label(".filter-problem").contains("column 4"));
  }

  @Test
  void startsATailWhereAGroupStands() throws Exception {
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
  void addsAStreamByTypingAPartOfItsName() throws Exception {
    show(new TailView(console, window.pulse, targets::add, InstantSource.system()));
    robot.clickOn("Choose a stream").write("notif").type(KeyCode.ENTER);
    until("a tail is open", () -> !console.tails.isEmpty());
    assertThat(console.tail().request.streams())
        .containsExactly(FakeConsole.redisStream("notifications"));
  }

  @Test
  void writesARecordAgainByteForByteButForWhatIsChanged() throws Exception {
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

    assertThat(onFx(() -> robot.lookup("#produce-confirm").query().isFocused()))
        .as("what was pressed has the focus still, not what closes the form")
        .isTrue();

    fx(() -> robot.lookup("#produce-headers").queryAs(TextArea.class).setText("trace:7"));
    robot.clickOn("#produce-confirm");
    until(
        "what would be written as a name without value is asked about",
        () ->
            robot
                .lookup("#produce-sentence")
                .queryAs(Label.class)
                .getText()
                .contains("no space behind its colon"));
    fx(() -> robot.lookup("#produce-headers").queryAs(TextArea.class).setText(""));
    robot.clickOn("#produce-partition").eraseText(3).clickOn("#produce-key").type(KeyCode.TAB);
    assertThat(onFx(() -> robot.lookup("#produce-key-null").query().isFocused()))
        .as("Tab leaves the key, and is not written into it")
        .isTrue();
    robot.clickOn("#produce-key-null");
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
  void takesTheInspectorIntoAWindowOfItsOwnAndBack() throws Exception {
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
}
