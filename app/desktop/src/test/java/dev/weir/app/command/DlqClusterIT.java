package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.faults.CommittedRecords;
import dev.weir.sample.broker.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What befalls a replay on a cluster of two brokers. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DlqClusterIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int RECORDS = 300;

  @TempDir Path home;

  private KafkaBroker one;
  private KafkaBroker two;
  private Admin admin;

  @BeforeEach
  void start() throws Exception {
    one = KafkaBroker.start();
    admin = Admin.create(Map.of("bootstrap.servers", one.bootstrapServers()));
    // What the broker keeps for itself is made now, on the one that stays.
    topic("first", List.of(1), Map.of());
    topic("first-dlt", List.of(1), Map.of());
    died("first", 1);
    assertThat(run(plan("first"), "0").json().path("state").asString()).isEqualTo("completed");
    two = KafkaBroker.builder().joins(one, 2).start();
    await("both brokers are there")
        .atMost(PATIENCE)
        .until(() -> admin.describeCluster().nodes().get().size() == 2);
  }

  @AfterEach
  void stop() {
    admin.close(Duration.ofSeconds(2));
    two.close();
    one.close();
  }

  @Test
  void replicasThatAreLostAndALeaderThatMovesHoldItUpAndLoseNothing() throws Exception {
    topic("orders", List.of(1, 2), Map.of("min.insync.replicas", "2"));
    topic("orders-dlt", List.of(1), Map.of());
    died("orders", RECORDS);
    Path plan = plan("orders");
    var running = new CompletableFuture<Ran>();
    Thread.ofVirtual().start(() -> running.complete(run(plan, "40")));
    await("it writes").atMost(PATIENCE).until(() -> !values("orders").isEmpty());

    two.stop();
    await("there is one replica where two must be")
        .atMost(PATIENCE)
        .until(() -> orders().isr().size() == 1);
    int written = values("orders").size();
    assertThat(written).as("it was struck in the midst").isLessThan(RECORDS);
    two.restart();
    await("there are two again").atMost(PATIENCE).until(() -> orders().isr().size() == 2);
    await("it goes on").atMost(PATIENCE).until(() -> values("orders").size() > written);

    var partition = new TopicPartition("orders", 0);
    admin
        .alterPartitionReassignments(
            Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(2, 1)))))
        .all()
        .get();
    await("the other one is preferred")
        .atMost(PATIENCE)
        .until(() -> orders().replicas().getFirst().id() == 2);
    admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).all().get();
    await("it leads").atMost(PATIENCE).until(() -> orders().leader().id() == 2);

    Ran ended = running.get();
    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(values("orders")).as(ended.err()).containsExactlyElementsOf(expected());
  }

  private TopicPartitionInfo orders() throws Exception {
    return admin
        .describeTopics(List.of("orders"))
        .allTopicNames()
        .get()
        .values()
        .iterator()
        .next()
        .partitions()
        .getFirst();
  }

  private void topic(String name, List<Integer> replicas, Map<String, String> settings)
      throws Exception {
    admin
        .createTopics(List.of(new NewTopic(name, Map.of(0, replicas)).configs(settings)))
        .all()
        .get();
  }

  private void died(String target, int count) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", one.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < count; i++) {
        var letter = new ProducerRecord<>(target + "-dlt", 0, bytes("k"), bytes("v" + i));
        SpringMarks.putOn(letter, target, i);
        var unused = producer.send(letter);
      }
      producer.flush();
    }
  }

  private Path plan(String target) {
    Path file = home.resolve(target + ".plan");
    Ran ran =
        Ran.weir(
            home,
            Map.of(),
            "dlq",
            "plan",
            target + "-dlt",
            "--kafka",
            one.bootstrapServers(),
            "--out",
            file.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private Ran run(Path plan, String rate) {
    return Ran.weir(
        home, Map.of(), "dlq", "run", plan.toString(), "--write", "--rate", rate, "--json");
  }

  private static List<String> expected() {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      values.add("v" + i);
    }
    return values;
  }

  private List<String> values(String topic) {
    return CommittedRecords.of(one.bootstrapServers(), topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
