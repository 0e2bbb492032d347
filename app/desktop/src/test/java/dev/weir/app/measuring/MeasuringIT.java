package dev.weir.app.measuring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.alert.lag.LagStatus;
import dev.weir.app.broker.Providers;
import dev.weir.app.wiring.Wiring;
import dev.weir.engine.chart.Chart;
import dev.weir.engine.chart.ChartFeed;
import dev.weir.engine.chart.ChartQuery;
import dev.weir.engine.chart.Series;
import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.lag.GroupRow;
import dev.weir.engine.lag.GroupView;
import dev.weir.engine.lag.LagEvent;
import dev.weir.engine.publish.TableQuery;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.ResetRun;
import dev.weir.sample.broker.KafkaBrokerProcess;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The running engine on a real broker: what its tables, sentences, events and charts make of a
 * topic made anew, of records lost to retention, of a transaction that does not end, and of markers
 * that look like lag. Each test has topics and groups of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class MeasuringIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String CONNECTION = "measured";

  @TempDir static Path home;

  private static KafkaBrokerProcess broker;
  private static Admin admin;
  private static Wiring wiring;

  @BeforeAll
  static void start() throws IOException {
    broker = KafkaBrokerProcess.start();
    admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    wiring =
        new Wiring(
            UserFolders.in(home),
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system());
    wiring
        .connections()
        .openTemporary(
            new ConnectionSettings(
                CONNECTION,
                "kafka",
                broker.bootstrapServers(),
                Map.of(),
                Environment.DEVELOPMENT,
                true));
    wiring.engine().start();
    wiring.engine().queryGroups(new TableQuery("", "name", false, TableQuery.Rows.ALL));
  }

  @AfterAll
  static void stop() {
    wiring.close();
    admin.close();
    broker.close();
  }

  @Test
  void aTopicMadeAnewUnderARunningSeriesIsOneEventAndNoSpike() throws Exception {
    var stream = new StreamRef(CONNECTION, "remade");
    create("remade");
    produce("remade", 5_000);
    commit("outlives", "remade", 4_000);
    try (ChartFeed throughput = wiring.engine().openChart(new ChartQuery.Throughput(some(stream)));
        ChartFeed lag =
            wiring.engine().openChart(new ChartQuery.LagRecords(some(ref("outlives"))));
        GroupView group = wiring.engine().openGroup(ref("outlives"))) {
      awaitLag("outlives", 1_000);
      await("a rate of the first topic")
          .atMost(PATIENCE)
          .until(
              () -> {
                produce("remade", 5);
                return values(throughput).stream().anyMatch(rate -> rate > 0);
              });
      admin.deleteTopics(List.of("remade")).all().get();
      recreate("remade");
      long from = System.currentTimeMillis();
      produce("remade", 60);
      commit("outlives", "remade", 20);
      awaitLag("outlives", 40);
      await("a rate of the second topic")
          .atMost(PATIENCE)
          .until(
              () -> {
                produce("remade", 5);
                return values(throughput, from + 2_000).stream().anyMatch(rate -> rate > 0);
              });
      // Rates and lag may be shown a round before it is known whose they are.
      await("the group is told of it, once")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          events(group).stream()
                              .filter(e -> e.kind() == LagEvent.Kind.STREAM_RECREATED))
                      .as("what is told of the group: %s", events(group))
                      .hasSize(1));
      assertThat(lines(throughput).shaded())
          .as("where the stream's series ended")
          .singleElement()
          .satisfies(end -> assertThat(end.reason()).contains("remade: it was deleted"));
      assertThat(values(throughput)).as("no rate is negative").noneMatch(rate -> rate < 0);
      assertThat(values(throughput, from))
          .as("no rate holds an offset of the topic before")
          .allMatch(rate -> rate < 500);
      assertThat(values(lag)).as("lag of two topics is not mixed").allMatch(it -> it < 2_000);
      assertThat(values(lag)).allMatch(records -> records >= 0);
    }
  }

  @Test
  void unreadRecordsThatAreDeletedAreDataLostAndNotLag() throws Exception {
    create("expires");
    produce("expires", 100);
    commit("too-slow", "expires", 10);
    awaitLag("too-slow", 90);
    admin
        .deleteRecords(Map.of(new TopicPartition("expires", 0), RecordsToDelete.beforeOffset(40)))
        .all()
        .get();
    await("the loss is told")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              GroupRow row = row("too-slow");
              assertThat(row.lost()).isEqualTo(30);
              assertThat(row.status()).isEqualTo(LagStatus.DATA_LOST);
              assertThat(row.sentence())
                  .isEqualTo(
                      "too-slow has lost at least 30 records on expires: deleted by retention"
                          + " before it read them");
            });
  }

  @Test
  void aTransactionThatDoesNotEndIsNamedInTheSentence() throws Exception {
    create("hangs");
    produce("hangs", 10);
    commit("waits", "hangs", 10);
    awaitLag("waits", 0);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                "open-for-long",
                "transaction.timeout.ms",
                300_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>("hangs", new byte[10]));
      producer.flush();
      produce("hangs", 4);
      await("the group is blocked, and by whom")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                GroupRow row = row("waits");
                assertThat(row.status()).isEqualTo(LagStatus.BLOCKED);
                assertThat(row.sentence()).contains("transactional id open-for-long");
                assertThat(row.lag()).isEqualTo(new Lag.Exact(5));
              });
      producer.abortTransaction();
    }
    await("not blocked any more")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(row("waits").status()).isNotEqualTo(LagStatus.BLOCKED));
  }

  @Test
  void readingTheFirstUnreadRecordProvesThatOnlyMarkersWait() throws Exception {
    create("marked");
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "marks"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      var _ = producer.send(new ProducerRecord<>("marked", new byte[10]));
      producer.commitTransaction();
    }
    commit("naive", "marked", 1);
    await("an upper bound")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(row("naive").lag()).isInstanceOf(Lag.AtMost.class));
    try (GroupView group = wiring.engine().openGroup(ref("naive"))) {
      group.readFirstUnread(new PartitionRef(new StreamRef(CONNECTION, "marked"), 0));
      await("what was read is told")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(events(group))
                      .anySatisfy(
                          event ->
                              assertThat(event.sentence())
                                  .isEqualTo(
                                      "Nothing waits on marked partition 0: markers and aborted"
                                          + " records only.")));
    }
    awaitLag("naive", 0);
  }

  @Test
  void offsetsAreMovedOnlyWithConsentAndTheLedgerHasWhatTheyWere() throws Exception {
    create("moves");
    produce("moves", 10);
    commit("to-be-moved", "moves", 7);
    var group = ref("to-be-moved");
    var stream = new StreamRef(CONNECTION, "moves");
    ResetRun readOnly =
        wiring.engine().writes().previewReset(group, stream, new TailFrom.Earliest());
    awaitReset(readOnly, ResetRun.State.Previewed.class);
    readOnly.confirm(new Consent("to-be-moved", "none"));
    assertThat(((ResetRun.State.Previewed) readOnly.slot().latest().value()).problem())
        .contains("is read-only: unlock it");

    wiring
        .connections()
        .openTemporary(
            new ConnectionSettings(
                "unlocked",
                "kafka",
                broker.bootstrapServers(),
                Map.of(),
                Environment.PRODUCTION,
                false));
    await("the connection is open")
        .atMost(PATIENCE)
        .until(
            () ->
                wiring.engine().streams().latest().value().rows().stream()
                    .anyMatch(row -> row.stream().connection().equals("unlocked")));
    ResetRun run =
        wiring
            .engine()
            .writes()
            .previewReset(
                new GroupRef("unlocked", "to-be-moved"),
                new StreamRef("unlocked", "moves"),
                new TailFrom.AtOffset(2));
    awaitReset(run, ResetRun.State.Previewed.class);
    run.confirm(new Consent("something-else", "a reason"));
    assertThat(((ResetRun.State.Previewed) run.slot().latest().value()).problem())
        .contains("type to-be-moved to confirm");
    assertThat(committed("to-be-moved")).as("before consent").isEqualTo(7);

    run.confirm(new Consent("to-be-moved", "they were never charged"));
    awaitReset(run, ResetRun.State.Done.class);
    assertThat(committed("to-be-moved")).isEqualTo(2);
    List<String> ledger = Files.readAllLines(UserFolders.in(home).auditFile());
    assertThat(ledger).as("intent and outcome, of the one that was done").hasSize(2);
    assertThat(ledger.getFirst())
        .contains("\"intended\"", "\"reset-offsets\"", "to-be-moved on unlocked")
        .contains("0@7 → 0@2", "they were never charged");
    assertThat(ledger.getLast()).contains("\"done\"");
    wiring.connections().setOpen("unlocked", false);
  }

  private static void awaitReset(ResetRun run, Class<? extends ResetRun.State> state) {
    await("reset: " + state.getSimpleName())
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(run.slot().latest().value()).isInstanceOf(state));
  }

  private static long committed(String group) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .iterator()
        .next()
        .offset();
  }

  private static void awaitLag(String group, long records) {
    await("lag of " + group)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(row(group).lag()).isEqualTo(new Lag.Exact(records)));
  }

  private static GroupRef ref(String group) {
    return new GroupRef(CONNECTION, group);
  }

  private static <T> Optional<T> some(T value) {
    return Optional.of(value);
  }

  private static GroupRow row(String group) {
    return wiring.engine().groups().latest().value().rows().stream()
        .filter(row -> row.group().name().equals(group))
        .findFirst()
        .orElseThrow(() -> new AssertionError("group " + group + " is not in the table"));
  }

  private static List<LagEvent> events(GroupView group) {
    return group.slot().latest().value().events();
  }

  private static Chart.Lines lines(ChartFeed feed) {
    return (Chart.Lines) feed.slot().latest().value();
  }

  private static List<Double> values(ChartFeed feed) {
    return values(feed, 0);
  }

  /** What is drawn of the first line from then on; gaps are no values. */
  private static List<Double> values(ChartFeed feed, long fromMillis) {
    Chart.Lines lines = lines(feed);
    if (lines.series().isEmpty()) {
      return List.of();
    }
    Series first = lines.series().getFirst();
    var values = new java.util.ArrayList<Double>();
    for (int i = 0; i < first.values().length; i++) {
      if (lines.epochMillis()[i] >= fromMillis && !Double.isNaN(first.values()[i])) {
        values.add(first.values()[i]);
      }
    }
    return values;
  }

  private static void create(String topic) throws ExecutionException, InterruptedException {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private static void recreate(String topic) {
    await("topic " + topic + " again")
        .ignoreExceptions()
        .atMost(PATIENCE)
        .until(
            () -> {
              create(topic);
              return true;
            });
  }

  private static void produce(String topic, int records) throws Exception {
    // A producer of its own: one that knew the topic before would write to what is gone.
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        var _ = producer.send(new ProducerRecord<>(topic, new byte[20]));
      }
    }
  }

  private static void commit(String group, String topic, long offset) {
    await("the group's coordinator")
        .ignoreExceptions()
        .atMost(PATIENCE)
        .until(
            () -> {
              admin
                  .alterConsumerGroupOffsets(
                      group, Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                  .all()
                  .get();
              return true;
            });
  }
}
