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
import dev.weir.sample.broker.RedisServer;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
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

  private final Map<String, JsonNode> firing = new ConcurrentHashMap<>();

  @TempDir Path home;

  private HttpServer receiver() throws Exception {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          JsonNode body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
          body.path("alerts").forEach(one -> firing.put(one.path("rule").asString(), one));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void aBrokerOfTwoThatIsStoppedAndARedisNearlyFullAreTold() throws Exception {
    HttpServer receiver = receiver();
    try (var one = KafkaBroker.start();
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
      write(receiver.getAddress().getPort(), one.bootstrapServers(), redis.url());

      var err = new ByteArrayOutputStream();
      Thread watching = watch(err);
      await("all three are told")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(firing.keySet())
                      .as("%s", err)
                      .contains(
                          "under-replicated", "partitions-without-leader", "redis-memory-full"));
      assertThat(told("under-replicated")).contains("3 partitions", "alone, copied");
      assertThat(told("partitions-without-leader")).contains("kafka", "critical");
      assertThat(told("redis-memory-full")).contains("redis");
      watching.interrupt();
      assertThat(watching.join(PATIENCE)).as("the watch ends: %s", err).isTrue();
    } finally {
      receiver.stop(0);
    }
  }

  private String told(String rule) {
    return String.valueOf(firing.get(rule));
  }

  private void write(int port, String kafka, String redis) throws Exception {
    Files.createDirectories(home.resolve("rules"));
    Files.writeString(home.resolve("rules").resolve("mine.yaml"), RULES);
    Files.writeString(
        home.resolve("notifications.yaml"),
        "channels:\n  - {name: hook, webhook: {url: \"http://localhost:%d/\"}}\ngroup-wait: 0\n"
            .formatted(port));
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

  private Thread watch(ByteArrayOutputStream err) {
    var terminal = new Terminal(new ByteArrayOutputStream(), err);
    var watch =
        new AlertWatch(
            UserFolders.in(home),
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system(),
            new Interrupts());
    return Thread.ofPlatform()
        .start(
            () -> {
              int _ =
                  new CommandLine(new WatchCommand(terminal, watch))
                      .registerConverter(Duration.class, new Durations())
                      .execute("--for", "2m");
            });
  }
}
