package dev.weir.app.command;

import dev.weir.sample.broker.KafkaBrokerProcess;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tools.jackson.databind.JsonNode;

/**
 * How fast {@code weir dlq causes} groups many dead letters, each with a stack trace and a message
 * of its own, against a consumer that only takes their headers in the same run. Run it with the
 * heap that must be enough.
 */
final class CauseBench {
  private static final int PARTITIONS = 4;
  private static final int ROUNDS = 3;
  private static final int KINDS = 3;
  private static final String FRAMES =
      "\tat com.acme.billing.BankClient.settle(BankClient.java:88)\n"
          + "\tat com.acme.billing.Settlement.lambda$attempt$3(Settlement.java:41)\n"
          + "\tat org.springframework.kafka.listener.adapter.HandlerAdapter.invoke(HandlerAdapter.java:70)\n"
              .repeat(6);

  private CauseBench() {}

  /**
   * @param arguments number of dead letters
   */
  public static void main(String[] arguments) throws Exception {
    int records = Integer.parseInt(arguments[0]);
    Path home = Files.createTempDirectory("weir-bench");
    double bestRatio = 0;
    double bestSeconds = Double.MAX_VALUE;
    try (KafkaBrokerProcess broker = KafkaBrokerProcess.start()) {
      String address = broker.bootstrapServers();
      fill(address, records);
      for (int round = 1; round <= ROUNDS; round++) {
        double raw = raw(address, records);
        double weir = causes(home, address, records);
        bestRatio = Math.max(bestRatio, raw / weir);
        bestSeconds = Math.min(bestSeconds, weir);
        print("causes round %d: raw consumer %.1f s, weir dlq causes %.1f s", round, raw, weir);
      }
    }
    print(
        "causes: %,d dead letters in %.1f s, %.0f/s", records, bestSeconds, records / bestSeconds);
    print("causes: weir dlq causes / raw consumer = %.2f", bestRatio);
    print(
        "causes: heap of at most %d MiB, peak %d MiB",
        Runtime.getRuntime().maxMemory() >> 20, peakHeap() >> 20);
    System.exit(0);
  }

  private static void fill(String address, int records) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", address))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("bench-dlt", PARTITIONS, (short) 1)
                      .configs(Map.of("compression.type", "producer"))))
          .all()
          .get();
    }
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                address,
                "linger.ms",
                20,
                "batch.size",
                262_144,
                "compression.type",
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        String exception = "com.acme.billing.Refused" + i % KINDS;
        String message = "bank 'b" + i + "' refused order O-" + i + " after " + i % 977 + " ms";
        var dead =
            new ProducerRecord<>(
                "bench-dlt", i % PARTITIONS, bytes("O-" + i), bytes("{\"order_id\":" + i + "}"));
        dead.headers()
            .add("traceparent", bytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
            .add("kafka_dlt-original-topic", bytes("payments"))
            .add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(i % 6).array())
            .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(i).array())
            .add("kafka_dlt-original-timestamp", ByteBuffer.allocate(8).putLong(i).array())
            .add("kafka_dlt-original-timestamp-type", bytes("CreateTime"))
            .add("kafka_dlt-original-consumer-group", bytes("billing"))
            .add("kafka_dlt-exception-fqcn", bytes("org.springframework.kafka.listener.Wrapper"))
            .add("kafka_dlt-exception-cause-fqcn", bytes(exception))
            .add("kafka_dlt-exception-message", bytes("Listener failed; " + message))
            .add(
                "kafka_dlt-exception-stacktrace",
                bytes(
                    "org.springframework.kafka.listener.Wrapper: Listener failed\n"
                        + FRAMES
                        + "Caused by: "
                        + exception
                        + ": "
                        + message
                        + "\n"
                        + FRAMES));
        var unused = producer.send(dead);
      }
    }
  }

  private static double raw(String address, int records) {
    long start = System.nanoTime();
    long seen = 0;
    long bytes = 0;
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                address,
                "isolation.level",
                "read_committed",
                "max.poll.records",
                10_000,
                "max.partition.fetch.bytes",
                8 << 20,
                "fetch.max.bytes",
                32 << 20,
                "receive.buffer.bytes",
                1 << 20),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          IntStream.range(0, PARTITIONS)
              .mapToObj(number -> new TopicPartition("bench-dlt", number))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (seen < records) {
        for (var record : consumer.poll(Duration.ofMillis(500))) {
          for (Header header : record.headers()) {
            bytes += header.value().length;
          }
          seen++;
        }
      }
    }
    if (bytes == 0) {
      throw new AssertionError("no header was read");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double causes(Path home, String address, int records) {
    long start = System.nanoTime();
    Ran ran = Ran.weir(home, Map.of(), "dlq", "causes", "bench-dlt", "--kafka", address, "--json");
    double seconds = (System.nanoTime() - start) / 1e9;
    if (ran.code() != 0) {
      throw new AssertionError("weir dlq causes ended with " + ran.code() + ": " + ran.err());
    }
    long counted = 0;
    for (JsonNode cause : ran.json()) {
      counted += cause.path("records").asLong();
    }
    if (counted != records || ran.json().size() != KINDS) {
      throw new AssertionError(counted + " of " + records + " in " + ran.json().size() + " causes");
    }
    return seconds;
  }

  private static long peakHeap() {
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        peak += pool.getPeakUsage().getUsed();
      }
    }
    return peak;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
