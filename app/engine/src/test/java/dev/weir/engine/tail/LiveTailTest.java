package dev.weir.engine.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.decode.PayloadDecoder;
import dev.weir.engine.decode.SchemaBook;
import dev.weir.engine.fixture.ManualClock;
import dev.weir.engine.fixture.MemoryBroker;
import dev.weir.engine.publish.Gate;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tail whose engine ticks when the test says so. */
class LiveTailTest {
  private static final TailLimits LIMITS = new TailLimits(100, 1 << 20, 1_024);

  private final ManualClock clock = new ManualClock(1_790_000_000_000L);
  private final MemoryBroker broker = new MemoryBroker("shop", clock, clock::nanos);
  private final StreamRef orders = broker.create("orders", 2);
  private final ConcurrentLinkedQueue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  private final Gate gate = new Gate();
  private final TailBoard board =
      new TailBoard(
          _ -> Optional.of(broker),
          mailbox::add,
          new PayloadDecoder(new SchemaBook()),
          gate,
          clock,
          clock::nanos);

  @AfterEach
  void close() {
    board.closeAll();
  }

  private void tick() {
    for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
      work.run();
    }
    board.tick(LIMITS, clock.millis());
  }

  private TailSession open(TailFrom from, TailFilter filter) {
    return board.open(new TailRequest(List.of(orders), from, filter), LIMITS);
  }

  private List<String> values(TailSession tail) {
    return tail.page().latest().value().rows().stream()
        .map(
            row ->
                switch (row) {
                  case TailRow.Kept kept -> kept.valuePreview();
                  case TailRow.Passed passed -> "(" + passed.gap().reason() + ")";
                })
        .toList();
  }

  private void untilSeen(TailSession tail, long records) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              tick();
              return tail.page().latest().value().counts().seen() >= records;
            });
    // What was seen before the page was made is in the ring with the next tick.
    tick();
  }

  private void append(int from, int to) {
    for (int i = from; i <= to; i++) {
      broker.append(orders, i % 2, "v" + i);
      clock.forward(Duration.ofMillis(1));
    }
  }

  @Test
  void newestFirstAcrossPartitionsByTimestamp() {
    append(1, 6);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 6);
    assertThat(values(tail)).containsExactly("v6", "v5", "v4", "v3", "v2", "v1");
  }

  @Test
  void whoDoesNotFollowKeepsTheSameRows() {
    append(1, 50);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 50);
    tail.show(10, 5, false);
    tick();
    List<String> before = values(tail);
    assertThat(before).containsExactly("v40", "v39", "v38", "v37", "v36");
    append(51, 80);
    untilSeen(tail, 80);
    assertThat(values(tail)).isEqualTo(before);
    assertThat(tail.page().latest().value().firstRow()).isEqualTo(40);
    append(81, 150);
    untilSeen(tail, 150);
    assertThat(values(tail))
        .as("those rows were pushed out, so the oldest kept are shown")
        .containsExactly("v55", "v54", "v53", "v52", "v51");
    tail.show(0, 5, true);
    tick();
    assertThat(values(tail)).first().isEqualTo("v150");
  }

  @Test
  void countsAddUpWhenRowsArePushedOut() {
    append(1, 250);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.Text("5"));
    untilSeen(tail, 250);
    TailCounts counts = tail.page().latest().value().counts();
    assertThat(counts.seen()).isEqualTo(250);
    assertThat(counts.decoded()).isEqualTo(250);
    long withFive =
        java.util.stream.IntStream.rangeClosed(1, 250).filter(i -> ("v" + i).contains("5")).count();
    assertThat(counts.matched()).isEqualTo(withFive);
    assertThat(counts.kept() + counts.dropped()).isEqualTo(counts.matched());
  }

  @Test
  void anotherFilterAppliesToRowsKeptAndToCome() {
    append(1, 20);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 20);
    tail.filter(new TailFilter.Text("V1"));
    await().until(() -> !mailbox.isEmpty());
    tick();
    assertThat(values(tail))
        .containsExactly(
            "v19", "v18", "v17", "v16", "v15", "v14", "v13", "v12", "v11", "v10", "v1");
    append(21, 100);
    broker.append(orders, 0, "v1000");
    untilSeen(tail, 101);
    assertThat(values(tail).getFirst()).isIn("v1000", "v100");
    tail.filter(new TailFilter.All());
    await().until(() -> !mailbox.isEmpty());
    tick();
    assertThat(values(tail)).as("rows that were hidden are back").contains("v2", "v20");
  }

  @Test
  void aConditionThatIsNoneIsToldAndTheOldOneStays() {
    append(1, 3);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 3);
    tail.filter(new TailFilter.Cel("value.total >"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              tick();
              return tail.page().latest().value().filterProblem().isPresent();
            });
    assertThat(tail.page().latest().value().filterProblem().orElseThrow())
        .startsWith("Line 1, column ");
    assertThat(values(tail)).hasSize(3);
  }

  @Test
  void aConditionLooksIntoTheValue() {
    broker.append(orders, 0, "{\"total\":50}", "{\"total\":150}");
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.Cel("value.total > 100"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              tick();
              return tail.page().latest().value().counts().decoded() == 2;
            });
    assertThat(values(tail)).containsExactly("{\"total\":150}");
  }

  @Test
  void pausedItCountsAndTakesNothingIn() {
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    append(1, 2);
    untilSeen(tail, 2);
    tail.pause(true);
    tick();
    append(3, 4);
    untilSeen(tail, 4);
    assertThat(values(tail)).containsExactly("v2", "v1");
    assertThat(tail.page().latest().value().paused()).isTrue();
    tail.pause(false);
    tick();
    append(5, 5);
    untilSeen(tail, 5);
    assertThat(values(tail)).containsExactly("v5", "v2", "v1");
  }

  @Test
  void inAFloodItCountsAllAndLooksAtOneInSome() {
    var slow = new AtomicLong();
    TailBoard busy =
        new TailBoard(
            _ -> Optional.of(broker),
            mailbox::add,
            new PayloadDecoder(new SchemaBook()),
            gate,
            clock,
            () -> slow.addAndGet(5_000_000));
    TailSession tail =
        busy.open(
            new TailRequest(List.of(orders), new TailFrom.Latest(), new TailFilter.All()), LIMITS);
    await().until(() -> !mailbox.isEmpty());
    String large = "x".repeat(2_000);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              for (int i = 0; i < 500; i++) {
                broker.append(orders, 0, large);
              }
              return busy.inboxBytes() > 12 << 20;
            });
    for (Runnable work = mailbox.poll(); work != null; work = mailbox.poll()) {
      work.run();
    }
    busy.tick(LIMITS, clock.millis());
    busy.tick(LIMITS, clock.millis());
    TailCounts counts = tail.page().latest().value().counts();
    busy.closeAll();
    assertThat(counts.decodedOneIn()).as("one in how many is looked at").isGreaterThan(1);
    assertThat(counts.seen()).as("all are counted").isGreaterThan(3_000);
    assertThat(counts.decoded()).isLessThan(counts.seen());
    assertThat(counts.undecoded()).as("passed over without decoding").isPositive();
    assertThat(counts.waiting()).isNotNegative();
    assertThat(counts.kept() + counts.dropped()).isEqualTo(counts.matched());
  }

  @Test
  void aTopicDeletedWhileTailedIsToldAndItsSuccessorRead() {
    append(1, 2);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 2);
    broker.delete("orders");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              tick();
              return tail.page().latest().value().fault().isPresent();
            });
    assertThat(tail.page().latest().value().fault().orElseThrow().what())
        .isEqualTo("orders is not there.");
    broker.create("orders", 2);
    broker.append(orders, 0, "new");
    untilSeen(tail, 3);
    assertThat(values(tail)).containsExactly("new", "(The stream was deleted.)", "v2", "v1");
    assertThat(tail.page().latest().value().fault()).isEmpty();
  }

  @Test
  void oneTopicDeletedCostsTheOthersNothing() {
    StreamRef payments = broker.create("payments", 1);
    TailSession tail =
        board.open(
            new TailRequest(List.of(orders, payments), new TailFrom.Latest(), new TailFilter.All()),
            LIMITS);
    await().until(() -> broker.opened() == 1);
    broker.append(payments, 0, "p1");
    untilSeen(tail, 1);
    broker.delete("orders");
    for (int i = 2; i <= 200; i++) {
      broker.append(payments, 0, "p" + i);
    }
    untilSeen(tail, 200);
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              tick();
              assertThat(tail.page().latest().value().fault())
                  .as("orders is missing, although payments flow")
                  .isPresent();
            });
    broker.create("orders", 2);
    broker.append(orders, 1, "again");
    untilSeen(tail, 201);
    assertThat(values(tail).getFirst()).isEqualTo("again");
    assertThat(tail.page().latest().value().fault()).isEmpty();
    assertThat(broker.opened()).as("cursors opened").isEqualTo(1);
  }

  @Test
  void aStreamThatIsMadeLaterIsReadFromItsBeginning() {
    StreamRef payments = broker.ref("payments");
    TailSession tail =
        board.open(
            new TailRequest(List.of(orders, payments), new TailFrom.Latest(), new TailFilter.All()),
            LIMITS);
    await().atMost(Duration.ofSeconds(20)).until(() -> broker.opened() == 1);
    append(1, 3);
    untilSeen(tail, 3);
    broker.create("payments", 1);
    broker.append(payments, 0, "p1", "p2");
    untilSeen(tail, 5);
    assertThat(values(tail)).contains("p1", "p2", "v1", "v2", "v3");
    assertThat(tail.page().latest().value().fault()).isEmpty();
    assertThat(broker.opened()).as("cursors opened").isEqualTo(1);
  }

  @Test
  void aRowIsDecodedWhenAskedFor() {
    broker.append(orders, 0, "{\"a\":1}");
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 1);
    tail.inspect(tail.page().latest().value().rows().getFirst().id());
    await()
        .until(
            () -> {
              tick();
              return tail.inspection().latest().value().isPresent();
            });
    Inspection inspection = tail.inspection().latest().value().orElseThrow();
    assertThat(inspection.value().format()).isEqualTo("JSON");
    assertThat(inspection.hexDump())
        .startsWith("00000000  7b 22 61 22 3a 31 7d")
        .contains("|{\"a\":1}|");
    assertThat(inspection.ageAtReceiptMillis()).isPresent();
  }

  @Test
  void exportsAllRowsKeptOldestFirst(@TempDir Path folder) throws IOException {
    append(1, 3);
    TailSession tail = open(new TailFrom.Earliest(), new TailFilter.All());
    untilSeen(tail, 3);
    Path file = folder.resolve("rows.jsonl");
    CompletableFuture<Long> written =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return tail.export(file, TailSession.ExportFormat.JSON_LINES);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    await()
        .until(
            () -> {
              tick();
              return written.isDone();
            });
    assertThat(written.join()).isEqualTo(3);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).contains("\"v1\"");
    assertThat(folder.toFile().list()).as("no half file is left").containsExactly("rows.jsonl");
  }
}
