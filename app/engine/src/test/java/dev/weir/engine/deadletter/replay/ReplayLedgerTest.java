package dev.weir.engine.deadletter.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayLedgerTest {
  private static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("replays.db");
  }

  private ReplayLedger open() {
    return new ReplayLedger(file, InstantSource.fixed(AT));
  }

  /** Of dead letters at these places, each for the given time. */
  private static Plan plan(int attempt, List<Position> places) {
    Plan draft = PlanFileTest.draft();
    return PlanFile.seal(
            draft.with(
                Map.of(),
                draft.ends(),
                places.stream()
                    .map(
                        place ->
                            new PlannedRecord(
                                place,
                                "0123456789abcdef0123456789abcdef",
                                Optional.empty(),
                                Optional.empty(),
                                "orders",
                                OptionalInt.empty(),
                                attempt,
                                Optional.empty(),
                                Optional.empty()))
                    .toList()))
        .plan();
  }

  private static Plan plan(int attempt, int records) {
    return plan(
        attempt,
        IntStream.range(0, records)
            .<Position>mapToObj(i -> new Position.Offset(2, 100L + i))
            .toList());
  }

  private static Receipt sent(int index, Position place) {
    return new Receipt(index, Receipt.Outcome.SENT, "orders", Optional.of(place), Optional.empty());
  }

  private static Receipt other(int index, Receipt.Outcome outcome) {
    return new Receipt(
        index, outcome, "orders", Optional.empty(), Optional.of("Why, with ünïcode: " + index));
  }

  @Test
  void whatBecameOfEachRecordIsThereAfterItIsOpenedAgain() {
    Plan plan = plan(1, 6);
    var changed =
        new Receipt(
            5,
            Receipt.Outcome.SENT,
            "other",
            Optional.of(new Position.EntryId(1_700_000_000_000L, -1)),
            Optional.empty(),
            Optional.of("abcd"));
    List<Receipt> first =
        List.of(
            sent(0, new Position.Offset(0, 7)),
            other(1, Receipt.Outcome.QUARANTINED),
            other(2, Receipt.Outcome.HELD));
    List<Receipt> second =
        List.of(sent(3, new Position.Offset(1, 9)), other(4, Receipt.Outcome.UNKNOWN), changed);
    try (ReplayLedger ledger = open()) {
      ledger.open(plan, "because");
      ledger.step(plan, first, 3, 6);
      ledger.step(plan, second, 6, 6);
    }
    List<Receipt> all = new ArrayList<>(first);
    all.addAll(second);
    try (ReplayLedger ledger = open()) {
      assertThat(ledger.receipts(plan.job())).isEqualTo(all);
      Job job = ledger.job(plan.job()).orElseThrow();
      assertThat(job)
          .extracting(Job::sent, Job::quarantined, Job::held, Job::unknown, Job::remaining)
          .as("sent, quarantined, held, unknown, remaining of %s", job)
          .containsExactly(3L, 1L, 1L, 1L, 0L);
    }
  }

  @Test
  void anUnknownOutcomeThatIsFoundOutTakesTheOldOnesPlaceAndNoOther() {
    Plan plan = plan(1, 5);
    try (ReplayLedger ledger = open()) {
      ledger.open(plan, "because");
      ledger.step(
          plan,
          List.of(
              sent(0, new Position.Offset(0, 0)),
              other(1, Receipt.Outcome.UNKNOWN),
              other(2, Receipt.Outcome.UNKNOWN)),
          3,
          3);
      ledger.step(plan, List.of(sent(2, new Position.Offset(0, 5))), 3, 3);

      assertThat(ledger.receipts(plan.job()))
          .containsExactly(
              sent(0, new Position.Offset(0, 0)),
              other(1, Receipt.Outcome.UNKNOWN),
              sent(2, new Position.Offset(0, 5)));
      Job job = ledger.job(plan.job()).orElseThrow();
      assertThat(job.sent()).as("sent of %s", job).isEqualTo(2);
      assertThat(job.unknown()).as("unknown of %s", job).isEqualTo(1);
    }
  }

  /** What Redis remembers lies scattered behind the record that a job goes on with. */
  @Test
  void recordsSettledOutOfOrderStandInOrder() {
    Plan plan = plan(1, 6);
    try (ReplayLedger ledger = open()) {
      ledger.open(plan, "because");
      ledger.step(
          plan,
          List.of(sent(1, new Position.Offset(0, 1)), sent(4, new Position.Offset(0, 4))),
          0,
          6);
      ledger.step(
          plan,
          List.of(
              sent(0, new Position.Offset(0, 6)),
              sent(2, new Position.Offset(0, 7)),
              sent(3, new Position.Offset(0, 8)),
              sent(5, new Position.Offset(0, 9))),
          6,
          6);

      assertThat(ledger.receipts(plan.job()))
          .extracting(Receipt::index)
          .containsExactly(0, 1, 2, 3, 4, 5);
      assertThat(ledger.job(plan.job()).orElseThrow().sent()).isEqualTo(6);
    }
  }

  @Test
  void whatWasBroughtBackBeforeIsFoundByWhereItDiedAndByWhereItWent() {
    Plan first = plan(1, 3);
    Plan again = plan(2, List.of(new Position.Offset(2, 101)));
    try (ReplayLedger ledger = open()) {
      ledger.open(first, "because");
      ledger.step(
          first,
          List.of(
              sent(0, new Position.Offset(0, 50)),
              sent(1, new Position.Offset(0, 51)),
              other(2, Receipt.Outcome.QUARANTINED)),
          3,
          3);
      ledger.open(again, "once more");
      ledger.step(again, List.of(sent(0, new Position.Offset(1, 51))), 1, 1);

      EarlierReplays earlier = ledger.earlier(first);
      assertThat(earlier.at(new Position.Offset(2, 100)).orElseThrow())
          .isEqualTo(new EarlierReplays.Earlier(first.job(), 1, AT));
      assertThat(earlier.at(new Position.Offset(2, 101)).orElseThrow().attempt())
          .as("the last of two times")
          .isEqualTo(2);
      assertThat(earlier.at(new Position.Offset(2, 102)))
          .as("what was set aside was not brought back")
          .isEmpty();
      assertThat(earlier.at(new Position.Offset(0, 100))).as("of another partition").isEmpty();
      String cluster = first.destination().orElseThrow().cluster();
      EarlierReplays written = ledger.writtenTo(cluster, "orders");
      assertThat(written.at(new Position.Offset(1, 51)).orElseThrow().job()).isEqualTo(again.job());
      assertThat(written.at(new Position.Offset(0, 51)).orElseThrow().job()).isEqualTo(first.job());
      assertThat(ledger.writtenTo("elsewhere", "orders").at(new Position.Offset(0, 51))).isEmpty();
    }
  }

  /** Against a map, which is slow with a million. */
  @Test
  void manyJobsOverOneStreamAreToldApart() {
    var random = new Random(11);
    Map<Position, Integer> attempts = new HashMap<>();
    try (ReplayLedger ledger = open()) {
      for (int attempt = 1; attempt <= 30; attempt++) {
        List<Position> places = new ArrayList<>();
        for (long offset = random.nextInt(50); offset < 400; offset += 1 + random.nextInt(60)) {
          places.add(new Position.Offset(random.nextInt(2), offset));
        }
        Plan plan = plan(attempt, places);
        ledger.open(plan, "because");
        for (int i = 0; i < places.size(); i += 3) {
          int next = Math.min(places.size(), i + 3);
          ledger.step(
              plan,
              IntStream.range(i, next)
                  .mapToObj(index -> sent(index, new Position.Offset(0, index)))
                  .toList(),
              next,
              next);
        }
        for (Position place : places) {
          attempts.put(place, attempt);
        }
      }
      EarlierReplays earlier = ledger.earlier(plan(1, 1));
      for (int partition = 0; partition < 2; partition++) {
        for (long offset = 0; offset < 420; offset++) {
          var place = new Position.Offset(partition, offset);
          assertThat(earlier.at(place).map(EarlierReplays.Earlier::attempt))
              .as("attempt at %s", place)
              .isEqualTo(Optional.ofNullable(attempts.get(place)));
        }
      }
    }
  }

  @Test
  void aLedgerOfBeforeIsReadOn() throws SQLException {
    try (Connection old = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = old.createStatement()) {
      sql.execute(
          "CREATE TABLE job (id TEXT PRIMARY KEY, cluster TEXT NOT NULL, stream TEXT NOT NULL,"
              + " reason TEXT NOT NULL, planned INTEGER NOT NULL, state TEXT NOT NULL,"
              + " why TEXT NOT NULL, wish TEXT NOT NULL, next INTEGER NOT NULL,"
              + " intent INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL)");
      sql.execute(
          "CREATE TABLE record (job TEXT NOT NULL, number INTEGER NOT NULL, source TEXT NOT NULL,"
              + " attempt INTEGER NOT NULL, outcome TEXT NOT NULL, stream TEXT NOT NULL,"
              + " place TEXT, why TEXT, at INTEGER NOT NULL,"
              + " PRIMARY KEY (job, number)) WITHOUT ROWID");
      sql.execute(
          "CREATE TABLE changed (job TEXT NOT NULL, number INTEGER NOT NULL, after TEXT NOT NULL,"
              + " PRIMARY KEY (job, number)) WITHOUT ROWID");
      sql.execute(
          "INSERT INTO job VALUES ('j', 'cluster', 'orders-dlt', 'r', 4, 'PAUSED', '', '', 3, 4,"
              + " 1, 2)");
      String from = "'cluster|topic-id|orders-dlt|";
      sql.execute(
          "INSERT INTO record VALUES"
              + " ('j', 0, "
              + from
              + "2@100', 1, 'SENT', 'orders', '1:7', NULL, 10),"
              + " ('j', 1, "
              + from
              + "2@101', 3, 'QUARANTINED', 'orders', NULL, 'too large', 10),"
              + " ('j', 2, "
              + from
              + "1700000000000-5', 2, 'UNKNOWN', 'orders', '1700000000001-0', NULL, 11)");
      sql.execute("INSERT INTO changed VALUES ('j', 0, 'abcd')");
      sql.execute("PRAGMA user_version = 2");
    }
    try (ReplayLedger ledger = open()) {
      assertThat(ledger.receipts("j"))
          .containsExactly(
              new Receipt(
                  0,
                  Receipt.Outcome.SENT,
                  "orders",
                  Optional.of(new Position.Offset(1, 7)),
                  Optional.empty(),
                  Optional.of("abcd")),
              new Receipt(
                  1,
                  Receipt.Outcome.QUARANTINED,
                  "orders",
                  Optional.empty(),
                  Optional.of("too large")),
              new Receipt(
                  2,
                  Receipt.Outcome.UNKNOWN,
                  "orders",
                  Optional.of(new Position.EntryId(1_700_000_000_001L, 0)),
                  Optional.empty()));
      Job job = ledger.job("j").orElseThrow();
      assertThat(job)
          .extracting(Job::sent, Job::quarantined, Job::unknown, Job::remaining)
          .as("sent, quarantined, unknown, remaining of %s", job)
          .containsExactly(1L, 1L, 1L, 1L);
      EarlierReplays earlier = ledger.earlier(plan(1, 1));
      assertThat(earlier.at(new Position.Offset(2, 100)).orElseThrow())
          .isEqualTo(new EarlierReplays.Earlier("j", 1, Instant.ofEpochMilli(10)));
      assertThat(earlier.at(new Position.EntryId(1_700_000_000_000L, 5)).orElseThrow().attempt())
          .isEqualTo(2);
      assertThat(ledger.writtenTo("cluster", "orders").at(new Position.Offset(1, 7))).isPresent();
    }
  }

  @Test
  void damagedReceiptsAreToldOf() {
    byte[] packed =
        PackedReceipts.pack(
            List.of(
                new PackedReceipts.Row(
                    sent(0, new Position.Offset(0, 1)), new Position.Offset(0, 1), 1)));
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> PackedReceipts.unpack(cut))
          .as("cut to %d bytes", length)
          .isInstanceOf(IOException.class);
    }
    byte[] newer = packed.clone();
    newer[0] = 9;
    assertThatThrownBy(() -> PackedReceipts.unpack(newer)).hasMessageContaining("format 9");
  }
}
