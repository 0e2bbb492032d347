package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two {@code weir watch} of different users on one broker: processes with folders of their own,
 * that share a lease and tell by records in a stream of that broker.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WatchLeaseIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<Process> processes = Collections.synchronizedList(new ArrayList<>());

  @TempDir Path folder;

  @AfterEach
  void stop() {
    processes.forEach(Process::destroyForcibly);
  }

  /** Both at once, as most of it is waiting for terms to end. */
  @Test
  void oneTellsAndTheOtherTakesOver() {
    try (var both = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      CompletableFuture.allOf(
              CompletableFuture.runAsync(this::onKafkaItTellsOfWhatFiresOnceMore, both),
              CompletableFuture.runAsync(this::onRedisItTellsTheEndThatTheFirstOneCouldNot, both))
          .join();
    }
  }

  private void onKafkaItTellsOfWhatFiresOnceMore() {
    try (var broker = KafkaBroker.start();
        var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        var consumer =
            new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
      admin.createTopics(List.of(new NewTopic("weir-alerts", 1, (short) 1))).all().get();
      consumer.assign(List.of(new TopicPartition("weir-alerts", 0)));
      consumer.seekToBeginning(consumer.assignment());
      List<String> told = new ArrayList<>();
      Pair pair =
          oneTells(
              "kafka",
              broker.bootstrapServers(),
              () -> {
                consumer.poll(Duration.ofMillis(50)).forEach(record -> told.add(record.value()));
                return told;
              });
      pair.tells().process().destroyForcibly();
      pair.awaitTold("firing", "firing");
      assertThat(Files.readString(pair.standsBy().home().resolve("audit.jsonl")))
          .as("the audit")
          .contains("\"lease\"")
          .contains("\"notify\"");
    } catch (Exception e) {
      throw new AssertionError("on Kafka", e);
    }
  }

  private void onRedisItTellsTheEndThatTheFirstOneCouldNot() {
    try (var server = RedisServer.bundled();
        var client = new Jedis("127.0.0.1", server.port())) {
      var made = client.xadd("weir-alerts", StreamEntryID.NEW_ENTRY, Map.of("value", "{}"));
      Pair pair =
          oneTells(
              "redis",
              "redis://127.0.0.1:" + server.port(),
              () ->
                  client.xrange("weir-alerts", "-", "+").stream()
                      .filter(entry -> !entry.getID().equals(made))
                      .map(entry -> entry.getFields().get("value"))
                      .toList());
      rule(pair.standsBy().home(), -1);
      await("it is over for the one that stands by")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(pair.standsBy().out()).contains(" resolved "));
      assertThat(pair.told().get()).as("it tells nobody: %s", pair).hasSize(1);
      pair.tells().process().destroyForcibly();
      pair.awaitTold("firing", "resolved");
    } catch (Exception e) {
      throw new AssertionError("on Redis", e);
    }
  }

  private record Pair(Watch tells, Watch standsBy, Supplier<List<String>> told) {
    void awaitTold(String... states) {
      await("the other one takes over")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(told.get())
                      .as("%s", standsBy)
                      .extracting(WatchLeaseIT::state)
                      .containsExactly(states));
    }
  }

  private Pair oneTells(String kind, String address, Supplier<List<String>> told)
      throws IOException {
    List<Watch> watches = List.of(watch("one", kind, address), watch("two", kind, address));
    await("one of them tells")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(told.get()).as("%s", watches).isNotEmpty());
    await("the other one stands by, and judges too")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(watches)
                    .as("who knows of the other")
                    .anyMatch(one -> one.standsBy() && one.out().contains("always-so")));
    Watch standsBy = watches.stream().filter(Watch::standsBy).findFirst().orElseThrow();
    Watch tells = watches.stream().filter(one -> one != standsBy).findFirst().orElseThrow();
    assertThat(told.get())
        .as("told of by one alone: %s", watches)
        .extracting(WatchLeaseIT::state)
        .containsExactly("firing");
    return new Pair(tells, standsBy, told);
  }

  /** "firing" or "resolved", of the one rule. */
  private static String state(String record) {
    var alert = JsonMapper.shared().readTree(record).path("alerts").path(0);
    assertThat(alert.path("rule").asString()).isEqualTo("always-so");
    return alert.path("status").asString();
  }

  private record Watch(Process process, Path home) {
    String out() {
      return read("out");
    }

    boolean standsBy() {
      return read("err").contains("Another Weir has the lease");
    }

    private String read(String name) {
      try {
        return Files.readString(home.resolve(name), StandardCharsets.UTF_8);
      } catch (IOException _) {
        return "";
      }
    }

    @Override
    public String toString() {
      return home.getFileName() + " said " + read("out") + read("err");
    }
  }

  /** Fires below a limit, of what is always 0. */
  private static void rule(Path home, double limit) throws IOException {
    Files.createDirectories(home.resolve("rules"));
    Files.writeString(
        home.resolve("rules").resolve("always.yaml"),
        """
        rules:
          - name: always-so
            metric: connection_away
            threshold: {below: {critical: %s}}
        """
            .formatted(limit));
  }

  private Watch watch(String name, String kind, String address) throws IOException {
    Path home = Files.createDirectories(folder.resolve(kind).resolve(name));
    rule(home, 0.5);
    Files.writeString(
        home.resolve("connections.json"),
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "connections",
                    List.of(
                        Map.of(
                            "name",
                            "shop",
                            "kind",
                            kind,
                            "address",
                            address,
                            "environment",
                            "test",
                            "readOnly",
                            false,
                            "open",
                            true)))));
    Files.writeString(
        home.resolve("notifications.yaml"),
        """
        channels:
          - name: record
            rules: [always-so]
            stream: {connection: shop, name: weir-alerts}
        lease: {connection: shop, term: 3s}
        """);
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path", "")),
            "dev.weir.app.Weir",
            "watch");
    builder.environment().put("WEIR_HOME", home.toString());
    builder.redirectOutput(home.resolve("out").toFile());
    builder.redirectError(home.resolve("err").toFile());
    Process process = builder.start();
    processes.add(process);
    return new Watch(process, home);
  }
}
