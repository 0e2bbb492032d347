package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.json.JsonMapper;

/**
 * What brokers say of themselves, to the webhook: a Kafka cluster of two of which one is stopped,
 * and a Redis that is nearly full. The rules are those that come with Weir, without their waiting.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WatchBrokersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String RULES =
      """
      rules:
        - {name: under-replicated, metric: under_replicated, threshold: {above: 0.5}}
        - name: partitions-without-leader
          metric: without_leader
          severity: critical
          threshold: {above: 0.5}
        - name: redis-memory-full
          metric: memory_share
          threshold: {above: {warning: 0.85, critical: 0.95}, recover: 0.8}
      """;

  @TempDir Path home;

  @Test
  void aBrokerOfTwoThatIsStoppedAndARedisNearlyFullAreTold() throws Exception {
    try (var receiver = new AlertReceiver();
        var one = KafkaBroker.start();
        var two = KafkaBroker.builder().joins(one, 2).start();
        var redis = RedisServer.start();
        var admin = Admin.create(Map.of("bootstrap.servers", one.bootstrapServers()));
        var client = new Jedis("127.0.0.1", redis.port())) {
      await("both brokers are there")
          .atMost(PATIENCE)
          .until(() -> admin.describeCluster().nodes().get().size() == 2);
      admin
          .createTopics(
              List.of(
                  new NewTopic("copied", Map.of(0, List.of(1, 2), 1, List.of(2, 1))),
                  new NewTopic("alone", Map.of(0, List.of(2)))))
          .all()
          .get();
      two.stop();
      client.setrange("ballast", 16 << 20, "x");
      long used = Long.parseLong(client.info("memory").split("used_memory:")[1].split("\\s")[0]);
      client.configSet("maxmemory", Long.toString(used * 10 / 9));
      write(receiver.url(), one.bootstrapServers(), redis.url());

      Watching watching = Watching.start(home, "--for", "2m");
      await("all three are told")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(receiver.received())
                      .as("%s", watching)
                      .extracting(AlertReceiver.Received::rule)
                      .contains(
                          "under-replicated", "partitions-without-leader", "redis-memory-full"));
      assertThat(told(receiver, "under-replicated")).contains("3 partitions", "alone, copied");
      assertThat(told(receiver, "partitions-without-leader")).contains("kafka", "critical");
      assertThat(told(receiver, "redis-memory-full")).contains("redis");
      assertThat(watching.ends()).as("the watch ends: %s", watching).isTrue();
    }
  }

  private static String told(AlertReceiver receiver, String rule) {
    return receiver.received().stream()
        .filter(one -> one.rule().equals(rule))
        .map(one -> one.alert().toString())
        .collect(Collectors.joining("\n"));
  }

  private void write(String receiver, String kafka, String redis) throws Exception {
    Files.createDirectories(home.resolve("rules"));
    Files.writeString(home.resolve("rules").resolve("mine.yaml"), RULES);
    Files.writeString(
        home.resolve("notifications.yaml"),
        "channels:\n  - {name: hook, webhook: {url: \"%s\"}}\ngroup-wait: 0\n".formatted(receiver));
    Files.writeString(
        home.resolve("connections.json"),
        JsonMapper.shared()
            .writeValueAsString(
                Map.of(
                    "connections",
                    List.of(connection("kafka", kafka), connection("redis", redis)))));
  }

  private static Map<String, Object> connection(String kind, String address) {
    return Map.of(
        "name",
        kind,
        "kind",
        kind,
        "address",
        address,
        "environment",
        "test",
        "readOnly",
        true,
        "open",
        true);
  }
}
