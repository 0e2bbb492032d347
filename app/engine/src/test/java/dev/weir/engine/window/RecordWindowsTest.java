package dev.weir.engine.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.alert.expression.Compilation;
import dev.weir.alert.expression.RecordCondition;
import dev.weir.alert.window.ClosedBy;
import dev.weir.alert.window.ClosedWindow;
import dev.weir.alert.window.StreamWindows;
import dev.weir.alert.window.Tally;
import dev.weir.alert.window.WindowShape;
import dev.weir.alert.window.WindowSpec;
import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.fixture.MemoryBatch;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordWindowsTest {
  private static final long RECEIVED = 1_700_000_100_000L;
  private static final StreamRef STREAM = new StreamRef("here", "payments");

  private final List<ClosedWindow<Object>> closed = new ArrayList<>();

  private RecordWindows windows(TimeOf time, GroupOf group, String value, String error) {
    var question =
        new WindowQuestion(
            new WindowSpec(new WindowShape.Tumbling(10_000), 0),
            new StreamWindows.Options(1_000, true, false, 30_000),
            time,
            group,
            value.isEmpty() ? Optional.empty() : Optional.of(FieldPath.parse(value)),
            error.isEmpty() ? Optional.empty() : Optional.of(condition(error)));
    return new RecordWindows(
        question, new PayloadDecoder(new SchemaBook()), List.of(0), RECEIVED, closed::add);
  }

  private static RecordCondition condition(String cel) {
    return switch (RecordCondition.compile(cel)) {
      case Compilation.Compiled(RecordCondition compiled) -> compiled;
      case Compilation.Failed(var problem) -> throw new AssertionError(problem.sentence());
    };
  }

  private static MemoryBatch batch(TimestampType type, MemoryBatch.Entry... entries) {
    return new MemoryBatch(STREAM, 0, 0, RECEIVED, type, List.of(entries));
  }

  private static MemoryBatch.Entry entry(long stamp, String key, String value) {
    return new MemoryBatch.Entry(stamp, key, value);
  }

  private static GroupOf by(String path) {
    return new GroupOf.Field(FieldPath.parse(path));
  }

  private static TimeOf timeIn(String path) {
    return new TimeOf.Field(FieldPath.parse(path));
  }

  @Test
  void groupsMeasuresAndCountsErrors() {
    var windows =
        windows(new TimeOf.Stamp(), by("key"), "value.amount", "value.status == \"failed\"");
    windows.add(
        batch(
            TimestampType.CREATE_TIME,
            entry(RECEIVED - 9, "a", "{\"amount\":10,\"status\":\"ok\"}"),
            entry(RECEIVED - 8, "b", "{\"amount\":7,\"status\":\"failed\"}"),
            entry(RECEIVED - 7, "a", "{\"amount\":\"20.5\",\"status\":\"failed\"}"),
            entry(RECEIVED - 6, "a", "{\"status\":\"ok\"}"),
            entry(RECEIVED - 5, "a", "not JSON")));
    windows.end();

    assertThat(closed).hasSize(2);
    var a = closed.getFirst();
    assertThat(a.group()).isEqualTo("a");
    assertThat(a.tally().count()).isEqualTo(4);
    assertThat(a.tally().values()).as("a text that is a number is one").isEqualTo(2);
    assertThat(a.tally().sum()).isEqualTo(30.5);
    assertThat(a.tally().errorRate()).isEqualTo(0.25);
    assertThat(windows.counts().withoutValue()).isEqualTo(2);
    assertThat(windows.counts().unaskable()).as("text has no status").isEqualTo(1);
  }

  @Test
  void timeMayBeInThePayload() {
    long start = 1_600_000_000_000L;
    assertThat(RecordWindows.millis(start)).isEqualTo(start);
    assertThat(RecordWindows.millis(1_600_000_000L)).as("seconds").isEqualTo(start);
    assertThat(RecordWindows.millis(1_600_000_000.25)).isEqualTo(start + 250);
    assertThat(RecordWindows.millis(start * 1_000)).as("microseconds").isEqualTo(start);
    assertThat(RecordWindows.millis(start * 1_000_000)).as("nanoseconds").isEqualTo(start);
    assertThat(RecordWindows.millis("2020-09-13T12:26:40Z")).isEqualTo(start);
    assertThat(RecordWindows.millis("2020-09-13T14:26:40.5+02:00")).isEqualTo(start + 500);
    assertThat(RecordWindows.millis("1600000000")).isEqualTo(start);
    for (Object none : new Object[] {"yesterday", "2020-09-13T12:26:40", -5, true, "", "-"}) {
      assertThat(RecordWindows.millis(none)).as("%s is no time", none).isEqualTo(Long.MIN_VALUE);
    }

    var windows = windows(timeIn("at"), new GroupOf.Everything(), "", "");
    windows.add(
        batch(
            TimestampType.CREATE_TIME,
            entry(RECEIVED, "", "{\"at\":\"2020-09-13T12:26:41Z\"}"),
            entry(RECEIVED, "", "{\"at\":1600000009}"),
            entry(RECEIVED, "", "{}")));
    windows.end();
    assertThat(closed).hasSize(1);
    assertThat(closed.getFirst().bounds().startMillis()).isEqualTo(start);
    assertThat(closed.getFirst().tally().count()).isEqualTo(2);
    assertThat(windows.counts().withoutTime()).isEqualTo(1);
  }

  @Test
  void aTimeFarAheadDoesNotCloseTheWindowsOfAllOthers() {
    var windows = windows(new TimeOf.Stamp(), new GroupOf.Everything(), "", "");
    windows.add(
        batch(
            TimestampType.CREATE_TIME,
            entry(RECEIVED, "", ""),
            entry(RECEIVED + 3_600_001, "", ""),
            entry(RECEIVED + 1, "", ""),
            entry(-1, "", "")));
    windows.end();
    assertThat(closed).hasSize(1);
    assertThat(closed.getFirst().tally().count()).isEqualTo(2);
    assertThat(windows.counts().ahead()).isEqualTo(1);
    assertThat(windows.counts().withoutTime()).isEqualTo(1);
    assertThat(windows.counts().windows().late()).isZero();
  }

  @Test
  void withoutTimestampsThereIsStillTheTimeOfReceipt() {
    var stamped = windows(new TimeOf.Stamp(), new GroupOf.Everything(), "", "");
    stamped.add(batch(TimestampType.NONE, entry(5, "", "")));
    stamped.end();
    assertThat(closed).isEmpty();
    assertThat(stamped.counts().withoutTime()).isEqualTo(1);

    var received = windows(new TimeOf.Receipt(), new GroupOf.Everything(), "", "");
    received.add(batch(TimestampType.NONE, entry(5, "", "")));
    received.caughtUp(RECEIVED + 10_000);
    assertThat(closed).hasSize(1);
    assertThat(closed.getFirst().bounds().startMillis()).isEqualTo(RECEIVED);
    assertThat(closed.getFirst().closedBy())
        .as("the wall clock is the time that counts here")
        .isEqualTo(ClosedBy.TIME);
  }

  @Test
  void groupsAreOfTheirOwnTypeAndWhatHasNoneIsCounted() {
    var windows = windows(new TimeOf.Stamp(), by("value.items.0.id"), "", "");
    windows.add(
        batch(
            TimestampType.CREATE_TIME,
            entry(RECEIVED, "", "{\"items\":[{\"id\":5}]}"),
            entry(RECEIVED, "", "{\"items\":[{\"id\":\"5\"}]}"),
            entry(RECEIVED, "", "{\"items\":[{\"id\":{\"n\":1}}]}"),
            entry(RECEIVED, "", "{\"items\":[]}"),
            entry(RECEIVED, "", "{\"items\":[{\"id\":\"" + "x".repeat(5_000) + "\"}]}")));
    windows.end();
    assertThat(closed).extracting(ClosedWindow::group).containsExactly(5L, "5", "{\"n\":1}");
    assertThat(windows.counts().withoutGroup()).isEqualTo(2);
  }

  @Test
  void pathsAndFiguresAreNamedAsTheyAreMeant() {
    assertThat(FieldPath.parse("amount")).isEqualTo(FieldPath.parse("value.amount"));
    assertThat(FieldPath.parse("headers.x.y").steps()).containsExactly("x.y");
    assertThat(FieldPath.parse("key").root()).isEqualTo(FieldPath.Root.KEY);
    assertThatThrownBy(() -> FieldPath.parse("value..x")).hasMessageContaining("no path");
    assertThatThrownBy(() -> FieldPath.parse("headers")).hasMessageContaining("headers.NAME");
    assertThat(Aggregate.parse("p99.9").percent()).isEqualTo(99.9);
    var tally = new Tally(false);
    tally.add(0.1, false);
    tally.add(0.2, false);
    assertThat(Aggregate.parse("sum").of(tally)).as("0.1 and 0.2").isEqualTo(0.3);
    assertThat(Aggregate.parse("mean").of(tally)).as("of 0.1 and 0.2").isEqualTo(0.15);
    assertThatThrownBy(() -> Aggregate.parse("p101")).hasMessageContaining("count, errors");
    assertThatThrownBy(() -> Aggregate.parse("average")).hasMessageContaining("mean");
  }
}
