package dev.weir.views;

import static dev.weir.views.fake.ScreenWindow.fx;
import static dev.weir.views.fake.ScreenWindow.onFx;
import static dev.weir.views.fake.ScreenWindow.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.finding.Target;
import dev.weir.engine.streams.StreamRow;
import dev.weir.views.fake.FakeConsole;
import dev.weir.views.kit.TimeRange;
import dev.weir.views.overview.OverviewScreen;
import dev.weir.views.streams.StreamsView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/** People at the Streams screen, in a window without a display. */
class StreamsScreenTest extends ScreenTest {
  @Test
  void findsAStreamSortsAndOpensItsDetails() throws Exception {
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
  void showsTheRowsThatTheRailCounts() throws Exception {
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
  void keepsATableAsItWasArranged() throws Exception {
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
  void pinsAChartToTheOverview() throws Exception {
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

  /**
   * Presses and releases the mouse on a column's header. Not with the robot: JavaFX's headless
   * platform calls every press the one that opens a context menu, and headers ignore that one.
   */
}
