package dev.weir.engine.mark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.engine.mark.DeployMark.About;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final About ORDERS = new About("shop", "orders", "");

  @TempDir Path folder;

  private MarkStore store() {
    return store(NOW);
  }

  private MarkStore store(Instant now) {
    return new MarkStore(folder.resolve("data").resolve("marks.db"), InstantSource.fixed(now));
  }

  @Test
  void whatOneProcessPutsAnotherOneSeesByItsStamp() {
    MarkStore reader = store();
    Object nothing = reader.stamp();
    assertThat(reader.since(Instant.EPOCH)).isEmpty();
    assertThat(folder.resolve("data")).as("to look makes no file").doesNotExist();

    DeployMark put = store().put(NOW.minusSeconds(60), " orders\n2.3.1 ", ORDERS, "ci");
    Object one = reader.stamp();
    assertThat(one).isNotEqualTo(nothing);
    assertThat(reader.since(Instant.EPOCH)).containsExactly(put);
    assertThat(put.text()).as("one line").isEqualTo("orders 2.3.1");
    assertThat(reader.stamp()).as("to read changes nothing").isEqualTo(one);

    DeployMark earlier =
        store().put(NOW.minusSeconds(90), "billing 7", new About("", "", "billing"), "ada");
    assertThat(reader.stamp()).isNotEqualTo(one);
    assertThat(reader.since(Instant.EPOCH)).as("oldest first").containsExactly(earlier, put);
    assertThat(reader.since(NOW.minusSeconds(60))).containsExactly(put);
  }

  @Test
  void aMarkIsRemovedOnceAndItsNumberIsNotGivenAgain() {
    MarkStore store = store();
    assertThat(store.remove(1)).isEmpty();
    DeployMark first = store.put(NOW, "wrong", About.EVERYTHING, "ada");
    assertThat(store.remove(first.id())).contains(first);
    assertThat(store.remove(first.id())).isEmpty();
    assertThat(store.put(NOW, "right", About.EVERYTHING, "ada").id()).isGreaterThan(first.id());
  }

  @Test
  void whatCannotBeAMarkIsRefusedWithTheReason() {
    MarkStore store = store();
    refused(() -> store.put(NOW, " \n", About.EVERYTHING, "ada"), "needs a text");
    refused(() -> store.put(NOW, "x".repeat(201), About.EVERYTHING, "ada"), "at most 200");
    refused(
        () -> store.put(NOW.plus(Duration.ofHours(1)), "x", About.EVERYTHING, "ada"),
        "still to come");
    refused(
        () -> store.put(NOW.minus(Duration.ofDays(500)), "x", About.EVERYTHING, "ada"),
        "too long ago");
    assertThat(store.since(Instant.EPOCH)).isEmpty();
    store.put(NOW.plusSeconds(120), "by a clock that is ahead", About.EVERYTHING, "ada");
    assertThat(store.since(Instant.EPOCH)).hasSize(1);
  }

  private static void refused(Callable<?> put, String why) {
    assertThatThrownBy(put::call).isInstanceOf(MarkProblem.class).hasMessageContaining(why);
  }

  @Test
  void theOldestGoWhenTheirTimeIsOver() {
    store().put(NOW.minus(Duration.ofDays(399)), "old", About.EVERYTHING, "ada");
    store().put(NOW, "new", About.EVERYTHING, "ada");
    store(NOW.plus(Duration.ofDays(2))).put(NOW, "newer", About.EVERYTHING, "ada");
    assertThat(store().since(Instant.EPOCH))
        .extracting(DeployMark::text)
        .containsExactly("new", "newer");
  }

  @Test
  void manyMayPutAtTheSameTime() throws Exception {
    List<Future<?>> puts = new ArrayList<>();
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 40; i++) {
        String text = "step " + i;
        // A store of its own each, as each command has.
        puts.add(pool.submit(() -> store().put(NOW, text, About.EVERYTHING, "ci")));
      }
    }
    for (Future<?> put : puts) {
      put.get();
    }
    assertThat(store().since(Instant.EPOCH)).extracting(DeployMark::id).hasSize(40);
  }

  @Test
  void aFileThatIsNoneOrOfALaterWeirIsNamed() throws Exception {
    Path file = folder.resolve("marks.db");
    Files.writeString(file, "something else, and long enough to be taken for a database file");
    var store = new MarkStore(file, InstantSource.fixed(NOW));
    refused(() -> store.put(NOW, "x", About.EVERYTHING, "ada"), "marks.db");
    refused(() -> store.since(Instant.EPOCH), "marks.db");

    Files.delete(file);
    store.put(NOW, "x", About.EVERYTHING, "ada");
    try (var db = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = db.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    refused(() -> store.put(NOW, "x", About.EVERYTHING, "ada"), "newer Weir");
  }
}
