package dev.weir.connector.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import dev.weir.stream.TailPoll;
import dev.weir.stream.TimestampType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TailIT {
  private KafkaConnector connector;

  @BeforeEach
  void connect() {
    connector = Cluster.connector();
  }

  @AfterEach
  void disconnect() {
    connector.close();
  }

  private RecordCursor open(String topic, TailFrom from) {
    return connector.open(List.of(Cluster.stream(topic)), from, ReadIsolation.READ_UNCOMMITTED);
  }

  private static List<Long> offsets(Cluster.Read read) {
    return read.records().stream()
        .map(record -> ((Position.Offset) record.position()).offset())
        .toList();
  }

  @Test
  void readsARecordByteForByte() {
    String topic = Cluster.topic(1, Map.of());
    byte[] key = {(byte) 0xc3, (byte) 0x28, 0, (byte) 0xff};
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(topic, 0, 1_700_000_000_123L, key, (byte[]) null);
    sent.headers().add("grüße", new byte[] {1, 2}).add("twice", null).add("twice", new byte[0]);
    Cluster.send(sent);
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      StreamRecord record = Cluster.read(cursor, 1).records().getFirst();
      assertThat(record.key()).isEqualTo(Payload.of(key));
      assertThat(record.value()).isEqualTo(Payload.ABSENT);
      assertThat(record.headers())
          .containsExactly(
              new Header("grüße", Payload.of(new byte[] {1, 2})),
              new Header("twice", Payload.ABSENT),
              new Header("twice", Payload.of(new byte[0])));
      assertThat(record.sizeBytes()).isEqualTo(4 + (7 + 2) + 5 + 5);
      assertThat(record.timestampMillis()).isEqualTo(1_700_000_000_123L);
      assertThat(record.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
      assertThat(record.position()).isEqualTo(new Position.Offset(0, 0));
    }
  }

  @Test
  void cutsARecordOf20MegabytesAndKeepsItsLength() {
    String topic = Cluster.topic(1, Map.of("max.message.bytes", "26214400"));
    byte[] value = new byte[20 * 1024 * 1024];
    value[0] = 7;
    Cluster.send(new ProducerRecord<>(topic, 0, null, value));
    Cluster.send(topic, 0, "after", "it");
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      List<StreamRecord> records = Cluster.read(cursor, 2).records();
      assertThat(records.getFirst().value())
          .isInstanceOfSatisfying(
              Payload.Bytes.class,
              bytes -> {
                assertThat(bytes.bytes()).hasSize(1_024).startsWith(7);
                assertThat(bytes.trueLength()).isEqualTo(value.length);
                assertThat(bytes.isCut()).isTrue();
              });
      assertThat(records.getFirst().sizeBytes()).isEqualTo(value.length);
      assertThat(records.get(1).key()).isEqualTo(Payload.of(Cluster.bytes("after")));
    }
  }

  @Test
  void beginsWhereAsked() {
    String topic = Cluster.topic(2, Map.of());
    Cluster.fill(topic, 2, 100);
    try (RecordCursor earliest = open(topic, new TailFrom.Earliest())) {
      assertThat(Cluster.readToOpeningEnd(earliest).records()).hasSize(100);
    }
    try (RecordCursor newest = open(topic, new TailFrom.Newest(10))) {
      assertThat(offsets(Cluster.readToOpeningEnd(newest)))
          .containsExactlyInAnyOrder(45L, 46L, 47L, 48L, 49L, 45L, 46L, 47L, 48L, 49L);
    }
    try (RecordCursor offset = open(topic, new TailFrom.AtOffset(48))) {
      assertThat(offsets(Cluster.readToOpeningEnd(offset)))
          .containsExactlyInAnyOrder(48L, 49L, 48L, 49L);
    }
    try (RecordCursor place = open(topic, new TailFrom.At(new Position.Offset(1, 47)))) {
      Cluster.Read read = Cluster.readToOpeningEnd(place);
      assertThat(offsets(read)).containsExactly(47L, 48L, 49L);
      assertThat(read.records()).allMatch(record -> record.partition() == 1);
    }
    try (RecordCursor latest = open(topic, new TailFrom.Latest())) {
      assertThat(latest.reachedOpeningEnd()).isTrue();
      assertThat(latest.behind()).isZero();
      Cluster.send(topic, 1, "k", "now");
      assertThat(offsets(Cluster.read(latest, 1))).containsExactly(50L);
    }
  }

  @Test
  void beginsAtATime() {
    String topic = Cluster.topic(1, Map.of());
    long base = 1_700_000_000_000L;
    for (int i = 0; i < 10; i++) {
      Cluster.send(new ProducerRecord<>(topic, 0, base + i * 1_000, null, Cluster.bytes("v" + i)));
    }
    TailFrom since = new TailFrom.Since(Instant.ofEpochMilli(base + 6_500));
    try (RecordCursor cursor = open(topic, since)) {
      assertThat(offsets(Cluster.readToOpeningEnd(cursor))).containsExactly(7L, 8L, 9L);
    }
    TailFrom future = new TailFrom.Since(Instant.ofEpochMilli(base + 60_000));
    try (RecordCursor cursor = open(topic, future)) {
      assertThat(cursor.reachedOpeningEnd()).isTrue();
    }
  }

  @Test
  void beginsWhereAGroupWouldGoOn() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 10);
    Cluster.get(
        Cluster.admin()
            .alterConsumerGroupOffsets(
                "goes-on-" + topic, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(8)))
            .all());
    try (RecordCursor cursor = open(topic, new TailFrom.Committed("goes-on-" + topic))) {
      assertThat(offsets(Cluster.readToOpeningEnd(cursor))).containsExactly(8L, 9L);
    }
    assertThatThrownBy(() -> open(topic, new TailFrom.Committed("nobody")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> {
              assertThat(refused.failure()).isInstanceOf(ConnectorFailure.Missing.class);
              assertThat(refused.failure().what()).contains("nobody");
            });
  }

  @Test
  void newestRecordsOfATopicWithHolesEnd() {
    String topic = Cluster.topic(1, Map.of("cleanup.policy", "compact"));
    // Aborted and committed transactions leave offsets without a record for a reader.
    try (var producer = Cluster.producer(Map.of("transactional.id", "holes-" + topic))) {
      producer.initTransactions();
      for (int i = 0; i < 6; i++) {
        producer.beginTransaction();
        var unused =
            producer.send(
                new ProducerRecord<>(topic, 0, Cluster.bytes("k"), Cluster.bytes("v" + i)));
        // Unsent records of an aborted transaction never reach the log.
        producer.flush();
        if (i % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }
    try (RecordCursor cursor =
        connector.open(
            List.of(Cluster.stream(topic)), new TailFrom.Newest(4), ReadIsolation.READ_COMMITTED)) {
      Cluster.Read read = Cluster.readToOpeningEnd(cursor);
      assertThat(offsets(read))
          .as("of the last four offsets, only the one committed record")
          .containsExactly(8L);
      assertThat(cursor.behind()).isZero();
    }
  }

  @Test
  void reportsWhatExpiredBeforeItWasRead() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 20);
    TopicPartition partition = new TopicPartition(topic, 0);
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      Cluster.get(
          Cluster.admin().deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(15))).all());
      Cluster.Read read = Cluster.readToOpeningEnd(cursor);
      assertThat(offsets(read)).containsExactly(15L, 16L, 17L, 18L, 19L);
      assertThat(read.gaps())
          .singleElement()
          .satisfies(
              gap -> {
                assertThat(gap.records()).isEqualTo(15);
                assertThat(gap.partition().partition()).isZero();
              });
    }
    try (RecordCursor again = open(topic, new TailFrom.AtOffset(3))) {
      assertThat(Cluster.readToOpeningEnd(again).gaps())
          .extracting(TailGap::records)
          .containsExactly(12L);
    }
  }

  @Test
  void skipsToTheEndAndCountsWhatItPassed() {
    String topic = Cluster.topic(2, Map.of());
    Cluster.fill(topic, 2, 40);
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      assertThat(cursor.behind()).isEqualTo(40);
      cursor.skipToEnd();
      assertThat(cursor.reachedOpeningEnd()).isTrue();
      TailPoll poll = cursor.poll(Duration.ofSeconds(5));
      assertThat(poll.batches()).isEmpty();
      assertThat(poll.gaps().stream().mapToLong(TailGap::records).sum()).isEqualTo(40);
      Cluster.send(topic, 0, "k", "v");
      assertThat(offsets(Cluster.read(cursor, 1))).containsExactly(20L);
    }
  }

  @Test
  void aTopicThatIsDeletedEndsOnlyItself() {
    String doomed = Cluster.topic(2, Map.of());
    String other = Cluster.topic(1, Map.of());
    Cluster.fill(doomed, 2, 4);
    try (RecordCursor cursor =
        connector.open(
            List.of(Cluster.stream(doomed), Cluster.stream(other)),
            new TailFrom.Earliest(),
            ReadIsolation.READ_UNCOMMITTED)) {
      Cluster.read(cursor, 4);
      Cluster.get(Cluster.admin().deleteTopics(List.of(doomed)).all());
      List<ConnectorFailure> failures = new ArrayList<>();
      Awaitility.await("word of the deletion")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                try {
                  cursor.poll(Duration.ofMillis(100));
                } catch (ConnectorException told) {
                  failures.add(told.failure());
                }
                return !failures.isEmpty();
              });
      assertThat(failures.getFirst()).isInstanceOf(ConnectorFailure.Missing.class);
      assertThat(failures.getFirst().what()).contains(doomed);
      Cluster.send(other, 0, "k", "still here");
      assertThat(Cluster.read(cursor, 1).records().getFirst().stream())
          .isEqualTo(Cluster.stream(other));

      Cluster.topic(doomed, 1, Map.of());
      Cluster.send(doomed, 0, "k", "reborn");
      assertThat(Cluster.read(cursor, 1).records().getFirst().stream())
          .isEqualTo(Cluster.stream(doomed));
    }
  }

  @Test
  void goesOnAtTheBeginningOfATopicMadeAnew() {
    String topic = Cluster.topic(1, Map.of());
    Cluster.fill(topic, 1, 5);
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      Cluster.read(cursor, 5);
      Cluster.get(Cluster.admin().deleteTopics(List.of(topic)).all());
      Awaitility.await("deletion")
          .until(() -> !Cluster.get(Cluster.admin().listTopics().names()).contains(topic));
      Cluster.topic(topic, 1, Map.of());
      Cluster.fill(topic, 1, 9);
      Cluster.Read read = new Cluster.Read();
      // Where the old position exists in the new log too, some records may be seen twice, none not.
      Awaitility.await("all records of the new topic, in order")
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(1))
          .untilAsserted(
              () -> {
                read.add(cursor.poll(Duration.ofMillis(100)));
                assertThat(offsets(read)).endsWith(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
              });
      assertThat(read.gaps()).extracting(TailGap::records).containsExactly(-1L);
    }
  }

  @Test
  void takesNewPartitionsFromTheirBeginning() {
    String topic = Cluster.topic(1, Map.of());
    try (RecordCursor cursor = open(topic, new TailFrom.Latest())) {
      Cluster.get(
          Cluster.admin().createPartitions(Map.of(topic, NewPartitions.increaseTo(3))).all());
      Cluster.send(topic, 2, "k", "in the new one");
      assertThat(Cluster.read(cursor, 1).records().getFirst().position())
          .isEqualTo(new Position.Offset(2, 0));
    }
  }

  @Test
  void closesWhileAPollWaits() throws Exception {
    String topic = Cluster.topic(1, Map.of());
    RecordCursor cursor = open(topic, new TailFrom.Latest());
    CompletableFuture<TailPoll> waiting =
        CompletableFuture.supplyAsync(() -> cursor.poll(Duration.ofSeconds(60)));
    Awaitility.await("a waiting poll")
        .until(
            () ->
                connector.clientMetrics().stream()
                    .filter(metric -> metric.name().equals("kafka.consumer.fetch-rate"))
                    .anyMatch(metric -> metric.value().getAsDouble() > 0));
    cursor.close();
    assertThat(waiting.get(20, TimeUnit.SECONDS).batches()).isEmpty();
    assertThat(
            connector.clientMetrics().stream()
                .filter(metric -> metric.name().equals("kafka.consumer.connection-count"))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble())
        .as("no consumer is left open")
        .isNaN();
  }

  @Test
  void refusesATopicThatIsNotThere() {
    assertThatThrownBy(() -> open("no-such-topic", new TailFrom.Latest()))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            refused -> {
              assertThat(refused.failure()).isInstanceOf(ConnectorFailure.Missing.class);
              assertThat(refused.failure().what()).contains("no-such-topic").contains("test");
            });
    assertThat(Cluster.get(Cluster.admin().listTopics().names())).doesNotContain("no-such-topic");
  }

  @Test
  void tellsTheConsoleClockOfArrival() {
    String topic = Cluster.topic(1, Map.of("message.timestamp.type", "LogAppendTime"));
    long before = System.currentTimeMillis();
    Cluster.send(topic, 0, "k", "v");
    try (RecordCursor cursor = open(topic, new TailFrom.Earliest())) {
      StreamRecord record = Cluster.read(cursor, 1).records().getFirst();
      assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
      assertThat(record.receivedMillis()).isGreaterThanOrEqualTo(before);
      assertThat(record.receivedMillis()).isCloseTo(System.currentTimeMillis(), within(60_000L));
    }
  }

  @Test
  void aTopicMoreOrLessCostsTheOthersNoRecord() {
    String running = Cluster.topic(2, Map.of());
    String late = Cluster.topic(1, Map.of());
    Cluster.send(late, 0, "before", "it was followed");
    var stop = new AtomicBoolean();
    CompletableFuture<Integer> written =
        CompletableFuture.supplyAsync(
            () -> {
              int sent = 0;
              while (!stop.get()) {
                Cluster.fill(running, 2, 50);
                sent += 50;
              }
              return sent;
            },
            writing -> Thread.ofPlatform().daemon().start(writing));
    try (RecordCursor cursor = open(running, new TailFrom.Earliest())) {
      var all = new Cluster.Read();
      all.records().addAll(Cluster.read(cursor, 100).records());
      StreamRef absent = Cluster.stream("not-there-" + late);
      assertThat(
              cursor.follow(
                  List.of(Cluster.stream(running), Cluster.stream(late), absent),
                  new TailFrom.Latest()))
          .as("what is not there")
          .containsExactly(absent);
      Cluster.send(late, 0, "after", "it was followed");
      Awaitility.await("the late topic's record")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                all.add(cursor.poll(Duration.ofMillis(200)));
                return all.records().stream().anyMatch(r -> r.stream().name().equals(late));
              });
      assertThat(cursor.follow(List.of(Cluster.stream(running)), new TailFrom.Latest())).isEmpty();
      stop.set(true);
      int sent = written.join();
      Cluster.send(late, 0, "after", "it was let go");
      Awaitility.await(sent + " records")
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                all.add(cursor.poll(Duration.ofMillis(200)));
                return all.records().size() > sent;
              });
      List<String> places =
          all.records().stream()
              .filter(record -> record.stream().name().equals(running))
              .map(record -> record.position().toString())
              .toList();
      assertThat(places).as("every record once").hasSize(sent).doesNotHaveDuplicates();
      assertThat(all.records())
          .filteredOn(record -> record.stream().name().equals(late))
          .as("from the end, until it was let go")
          .extracting(StreamRecord::key)
          .containsExactly(Payload.of(Cluster.bytes("after")));
      assertThat(all.gaps()).isEmpty();
    } finally {
      stop.set(true);
    }
  }
}
