package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir watch} on a Kafka broker, telling a real HTTP server. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WatchCommandIT {
  private final AtomicBoolean open = new AtomicBoolean(true);

  @TempDir Path home;
  private KafkaBroker broker;
  private AlertReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    broker = KafkaBroker.start();
    receiver = new AlertReceiver();
    Files.writeString(
        home.resolve("notifications.yaml"),
        """
        channels:
          - name: hook
            webhook: {url: "%s"}
        group-wait: 1s
        """
            .formatted(receiver.url()));
  }

  @AfterEach
  void stop() {
    open.set(false);
    receiver.close();
    broker.close();
  }

  @Test
  void aConsumerThatStopsIsToldWithinThirtySecondsAndOnceByTwoWatches() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("orders", 3, (short) 1))).all().get();
    }
    Thread.ofVirtual().start(this::produce);
    String[] arguments = {"--kafka", broker.bootstrapServers(), "--for", "4m"};
    Watching first = Watching.start(home, arguments);
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve("alerts.db")));
    Watching second = Watching.start(home, arguments);

    try (var bystanders = new Bystanders(broker.bootstrapServers(), "orders")) {
      theOneThatStopsIsToldOf(first);
      bystanders.awaitAllChanges();
      bystanders.lagIsRightlyTold(home);
      assertThat(receiver.received())
          .as("a static member begun anew, and members that join, are no reason to tell anybody")
          .noneMatch(one -> Bystanders.GROUPS.contains(one.alert().at("/labels/group").asString()));
    }
    assertThat(second.ends()).as("the one that stands by ends: %s", second).isTrue();
    assertThat(first.ends()).as("the watch ends: %s", first).isTrue();
    assertThat(
            receiver.received().stream()
                .map(AlertReceiver.Received::what)
                .filter("group-stopped firing"::equals))
        .as("two watches, told once")
        .hasSize(1);
    assertThat(second.err()).contains("Another Weir of this user watches");
    assertThat(first.out()).contains("group-stopped", "Deploy mark \"billing 7.1\"");
  }

  private void theOneThatStopsIsToldOf(Watching watching) {
    // Both watches run by now: they see what a pipeline puts.
    for (String group : List.of("billing", "audit")) {
      Ran put = Ran.weir(home, Map.of(), "mark", group + " 7.1", "--group", group);
      assertThat(put.code()).as(put.err()).isZero();
    }
    Instant stoppedAt = consumeThenStop(1_500);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(receiver.received())
                    .as("%s", watching)
                    .extracting(AlertReceiver.Received::what)
                    .contains("group-stopped firing"));
    AlertReceiver.Received alert =
        receiver.received().stream()
            .filter(one -> one.what().equals("group-stopped firing"))
            .findFirst()
            .orElseThrow();
    System.err.printf(
        "stopped %s, webhook after %s%n", stoppedAt, Duration.between(stoppedAt, alert.at()));
    assertThat(alert.alert().path("severity").asString()).isEqualTo("critical");
    assertThat(alert.alert().path("labels").path("group").asString()).isEqualTo("billing");
    assertThat(alert.alert().path("evidence").asString()).contains("billing");
    assertThat(alert.alert().path("near").toString())
        .as("what was deployed before, and not what is of another group")
        .contains("Deploy mark \\\"billing 7.1\\\"")
        .doesNotContain("audit");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(watching.err()).contains("hook: delivered"));
  }

  private void produce() {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      while (open.get()) {
        for (int i = 0; i < 6; i++) {
          var _ = producer.send(new ProducerRecord<>("orders", i % 3, null, new byte[100]));
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads about fifty records a second as a member of billing, and leaves after so many. */
  private Instant consumeThenStop(long records) {
    var read = new AtomicLong();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                "billing",
                "auto.offset.reset",
                "earliest",
                "auto.commit.interval.ms",
                "1000"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("orders"));
      while (read.get() < records) {
        read.addAndGet(consumer.poll(Duration.ofMillis(200)).count());
      }
    }
    return Instant.now();
  }
}
