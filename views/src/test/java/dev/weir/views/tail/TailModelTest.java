package dev.weir.views.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.tail.TailFilter;
import dev.weir.engine.tail.TailRow;
import dev.weir.engine.tail.TailSession;
import dev.weir.stream.TailFrom;
import dev.weir.views.fake.FakeConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailModelTest {
  private final FakeConsole console = new FakeConsole();
  private final TailModel model = new TailModel(console, Runnable::run, Runnable::run);

  @Test
  void choosingAnotherStreamOpensOneTailOverBothAndClosesTheFirst() {
    model.add(FakeConsole.topic("orders"));
    model.add(FakeConsole.topic("payments"));
    model.add(FakeConsole.topic("payments"));
    assertThat(console.tails).as("tails opened").hasSize(2);
    assertThat(console.tails.getFirst().closed).as("the first tail is closed").isTrue();
    assertThat(console.tail().request.streams())
        .containsExactly(FakeConsole.topic("orders"), FakeConsole.topic("payments"));
    assertThat(console.tail().request.from()).isEqualTo(TailModel.DEFAULT_FROM);
  }

  @Test
  void removingTheLastStreamEndsTheTail() {
    model.add(FakeConsole.topic("orders"));
    model.remove(FakeConsole.topic("orders"));
    assertThat(console.tail().closed).isTrue();
    assertThat(model.sessionProperty().get()).isEmpty();
  }

  @Test
  void aNewStartKeepsTheFilter() {
    model.add(FakeConsole.topic("orders"));
    model.filter("value.total > 100", TailModel.FilterKind.CEL);
    model.start(new TailFrom.Earliest());
    assertThat(console.tail().request.filter()).isEqualTo(new TailFilter.Cel("value.total > 100"));
    assertThat(console.tail().request.from()).isEqualTo(new TailFrom.Earliest());
  }

  @Test
  void aBlankFilterIsNone() {
    model.add(FakeConsole.topic("orders"));
    model.filter("x", TailModel.FilterKind.TEXT);
    model.filter("   ", TailModel.FilterKind.TEXT);
    assertThat(console.tail().filter).isEqualTo(new TailFilter.All());
  }

  @Test
  void selectingStopsFollowingAndDecodesTheRecord() {
    model.add(FakeConsole.topic("orders"));
    arrive(100);
    assertThat(model.followingProperty().get()).isTrue();
    model.select(95);
    assertThat(model.followingProperty().get()).as("following after selecting").isFalse();
    model.applyInspection(console.tail().inspection().latest().value());
    assertThat(model.inspectionProperty().get())
        .map(inspection -> inspection.row().id())
        .contains(95L);
    model.clearSelection();
    model.applyInspection(console.tail().inspection().latest().value());
    assertThat(model.inspectionProperty().get()).as("an answer nobody waits for").isEmpty();
  }

  @Test
  void followingAgainShowsTheNewest() {
    model.add(FakeConsole.topic("orders"));
    arrive(100);
    model.scrollBy(30);
    arrive(50);
    model.follow(true);
    model.apply(console.tail().page().latest().value());
    assertThat(model.window().inView()).extracting(TailRow::id).startsWith(150L);
  }

  @Test
  void pausingTellsTheTail() {
    model.add(FakeConsole.topic("orders"));
    model.pause(true);
    assertThat(console.tail().paused).isTrue();
    model.start(new TailFrom.Latest());
    assertThat(model.pausedProperty().get()).as("a new start is not paused").isFalse();
  }

  @Test
  void exportSaysHowManyRowsWentWhere(@TempDir Path folder) throws Exception {
    model.add(FakeConsole.topic("orders"));
    arrive(1_204);
    Path file = folder.resolve("orders.jsonl");
    model.export(file, TailSession.ExportFormat.JSON_LINES);
    assertThat(model.noticeProperty().get()).isEqualTo("Exported 1\u00a0204 rows to " + file);
    assertThat(Files.readAllLines(file)).hasSize(1_204);
    assertThat(model.exportingProperty().get()).isFalse();
  }

  @Test
  void exportsOnceAtATime(@TempDir Path folder) {
    var waiting = new ArrayList<Runnable>();
    var busy = new TailModel(console, waiting::add, Runnable::run);
    busy.add(FakeConsole.topic("orders"));
    busy.export(folder.resolve("one.jsonl"), TailSession.ExportFormat.JSON_LINES);
    busy.add(FakeConsole.topic("payments"));
    busy.export(folder.resolve("two.jsonl"), TailSession.ExportFormat.JSON_LINES);
    assertThat(waiting).as("exports under way").hasSize(1);
    waiting.getFirst().run();
    assertThat(busy.exportingProperty().get()).isFalse();
    assertThat(folder).isDirectoryContaining(file -> file.endsWith("one.jsonl"));
    busy.close();
  }

  @Test
  void exportThatFailsSaysWhatToDo(@TempDir Path folder) {
    model.add(FakeConsole.topic("orders"));
    model.export(folder.resolve("no/such/folder"), TailSession.ExportFormat.CSV);
    assertThat(model.noticeProperty().get())
        .startsWith("Could not export to ")
        .endsWith("Choose another folder.");
    assertThat(model.exportingProperty().get()).isFalse();
  }

  @Test
  void saysWhereAStreamIsOnlyWhenThatIsNotClear() {
    model.add(FakeConsole.topic("orders"));
    model.add(FakeConsole.redisStream("notifications"));
    assertThat(model.beside(FakeConsole.topic("orders"))).isEmpty();
    assertThat(model.beside(FakeConsole.redisStream("notifications"))).isEqualTo("Redis");
    model.add(new dev.weir.stream.StreamRef("local", "orders"));
    assertThat(model.beside(FakeConsole.topic("orders"))).isEqualTo("orders-prod");
  }

  private void arrive(int count) {
    console.tail().arrive(count);
    model.apply(console.tail().page().latest().value());
  }
}
