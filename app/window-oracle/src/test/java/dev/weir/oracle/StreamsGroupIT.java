package dev.weir.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Streams application that is a group of its own kind (KIP-1071), as the program sees it: with a
 * live member, while it is held up, and after it has ended.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class StreamsGroupIT {
  private static final String APPLICATION = "counts-orders";
  private static final String TOPIC = "orders";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void lagOfAStreamsGroup() throws Exception {
    Path program = Path.of(System.getProperty("weir.program", "../target/weir")).toRealPath();
    var proceed = new CountDownLatch(1);
    try (var broker = new BrokerProcess(program, folder.resolve("kafka"));
        var admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
      produce(broker.address(), 20);
      var builder = new StreamsBuilder();
      builder.<String, String>stream(TOPIC)
          .foreach(
              (_, value) -> {
                if (value.equals("wait")) {
                  await(proceed);
                }
              });
      try (var streams = new KafkaStreams(builder.build(), properties(broker.address()))) {
        streams.start();
        until(program, broker.address(), "Streams", "Stable", 0);
        send(broker.address(), "wait");
        produce(broker.address(), 20);
        until(program, broker.address(), "Streams", "Stable", 1);
        proceed.countDown();
        until(program, broker.address(), "Streams", "Stable", 0);
      }
      produce(broker.address(), 10);
      until(program, broker.address(), "Streams", "Empty", 10);
    }
  }

  /** Both partitions add up to the lag; held up, to at least that. */
  private void until(Path program, String address, String kind, String state, long lag) {
    Awaitility.await(kind + " group, " + state + ", lag " + lag)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              List<JsonNode> lines = lag(program, address);
              assertThat(lines).as("a line for each partition").hasSize(2);
              assertThat(lines)
                  .allSatisfy(
                      line -> {
                        assertThat(line.path("kind").asString()).isEqualToIgnoringCase(kind);
                        assertThat(line.path("state").asString()).isEqualToIgnoringCase(state);
                        assertThat(line.path("lag_bound").asString()).isEqualTo("exact");
                      });
              long sum = lines.stream().mapToLong(line -> line.path("lag").asLong(-1)).sum();
              if (lag == 1) {
                assertThat(sum).as("held up").isPositive();
              } else {
                assertThat(sum).isEqualTo(lag);
              }
            });
  }

  private List<JsonNode> lag(Path program, String address)
      throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    var builder =
        new ProcessBuilder(
                program.resolve("bin").resolve("weir").toString(),
                "lag",
                "--group",
                APPLICATION,
                "--kafka",
                address,
                "--json")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("WEIR_HOME", folder.resolve("home").toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("WEIR_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");
    Process process = builder.start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("weir lag ended").isTrue();
    assertThat(process.exitValue()).as("weir lag said %s", Files.readString(err)).isZero();
    return JsonMapper.shared().readTree(Files.readString(out)).valueStream().toList();
  }

  private Properties properties(String address) {
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION);
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, address);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
    properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
    properties.put(
        StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
    properties.put(
        StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
    properties.put("auto.offset.reset", "earliest");
    return properties;
  }

  private static void await(CountDownLatch proceed) {
    try {
      proceed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void produce(String address, int records) {
    for (int i = 0; i < records; i++) {
      send(address, i % 2, "order " + i);
    }
  }

  private static void send(String address, String value) {
    send(address, 0, value);
  }

  private static void send(String address, int partition, String value) {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", address),
            Serdes.String().serializer(),
            Serdes.String().serializer())) {
      var _ = producer.send(new ProducerRecord<>(TOPIC, partition, "key", value));
    }
  }
}
