package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.weir.app.broker.Providers;
import dev.weir.app.lifecycle.Interrupts;
import dev.weir.app.watch.AlertWatch;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code weir watch} on a Kafka broker, telling a real HTTP server. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WatchCommandIT {
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final List<Received> received = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path home;
  private KafkaBroker broker;
  private HttpServer server;

  private record Received(Instant at, JsonNode alert) {
    String what() {
      return alert.path("rule").asString() + " " + alert.path("status").asString();
    }
  }

  @BeforeEach
  void start() throws Exception {
    broker = KafkaBroker.start();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          body.path("alerts").forEach(one -> received.add(new Received(Instant.now(), one)));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    Files.writeString(
        home.resolve("notifications.yaml"),
        """
        channels:
          - name: hook
            webhook: {url: "http://localhost:%d/"}
        group-wait: 1s
        """
            .formatted(server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    open.set(false);
    server.stop(0);
    broker.close();
  }

  @Test
  void aConsumerThatStopsIsToldWithinThirtySecondsAndOnceByTwoWatches() throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1))).all().get();
    }
    Thread.ofVirtual().start(this::produce);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var first = new Interrupts();
    Thread watching = watch(first, out, err);
    var errOfSecond = new ByteArrayOutputStream();
    var second = new Interrupts();
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(home.resolve("alerts.db")));
    Thread standingBy = watch(second, new ByteArrayOutputStream(), errOfSecond);

    Instant stoppedAt = consumeThenStop(1_500);
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(received)
                    .as("out: %s err: %s", out, err)
                    .extracting(Received::what)
                    .contains("group-stopped firing"));
    Received alert =
        received.stream()
            .filter(one -> one.what().equals("group-stopped firing"))
            .findFirst()
            .orElseThrow();
    System.err.printf(
        "stopped %s, webhook after %s%n", stoppedAt, Duration.between(stoppedAt, alert.at()));
    assertThat(alert.alert().path("severity").asString()).isEqualTo("critical");
    assertThat(alert.alert().path("labels").path("group").asString()).isEqualTo("billing");
    assertThat(alert.alert().path("evidence").asString()).contains("billing");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(err.toString(StandardCharsets.UTF_8)).contains("hook: delivered"));
    standingBy.interrupt();
    watching.interrupt();
    assertThat(watching.join(Duration.ofSeconds(60))).as("the watch ends: %s", err).isTrue();
    assertThat(standingBy.join(Duration.ofSeconds(60))).as("it ends: %s", errOfSecond).isTrue();
    assertThat(received.stream().map(Received::what).filter("group-stopped firing"::equals))
        .as("two watches, told once")
        .hasSize(1);
    assertThat(errOfSecond.toString(StandardCharsets.UTF_8))
        .contains("Another Weir of this user watches");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("group-stopped");
  }

  private Thread watch(
      Interrupts interrupts, ByteArrayOutputStream out, ByteArrayOutputStream err) {
    var terminal = new Terminal(out, err);
    var watch =
        new AlertWatch(
            UserFolders.in(home),
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system(),
            interrupts);
    return Thread.ofPlatform()
        .start(
            () -> {
              int _ =
                  new CommandLine(new WatchCommand(terminal, watch))
                      .registerConverter(Duration.class, new Durations())
                      .execute("--kafka", broker.bootstrapServers(), "--for", "4m");
            });
  }

  private void produce() {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      while (open.get()) {
        for (int i = 0; i < 5; i++) {
          var _ = producer.send(new ProducerRecord<>("orders", i % 2, null, new byte[100]));
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
