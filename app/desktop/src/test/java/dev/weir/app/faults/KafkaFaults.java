package dev.weir.app.faults;

import dev.weir.sample.broker.KafkaBrokerProcess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker in a process of its own. */
final class KafkaFaults implements FaultyServer {
  private static final int PARTITIONS = 4;

  private final CuttableLine line = new CuttableLine();
  private final KafkaBrokerProcess broker =
      KafkaBrokerProcess.start(
          Map.of("advertised.listeners", "PLAINTEXT://127.0.0.1:" + line.port()));
  private final Admin admin;

  KafkaFaults() {
    line.leadsTo(broker.port());
    admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                address(),
                "reconnect.backoff.max.ms",
                200,
                "request.timeout.ms",
                2_000));
  }

  @Override
  public String name() {
    return "Kafka";
  }

  private String address() {
    return "127.0.0.1:" + line.port();
  }

  @Override
  public List<String> fill(String target, int records) throws Exception {
    String dead = target + "-dlt";
    admin
        .createTopics(
            List.of(
                new NewTopic(target, PARTITIONS, (short) 1),
                new NewTopic(dead, PARTITIONS, (short) 1)))
        .all()
        .get();
    try (var producer =
        new KafkaProducer<>(
            // Idempotent sending stumbles over leaders that a topic just made has not settled on.
            Map.<String, Object>of(
                "bootstrap.servers", address(), "linger.ms", 10, "enable.idempotence", false),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>(records);
      for (int i = 0; i < records; i++) {
        var letter =
            new ProducerRecord<>(
                dead, i % PARTITIONS, bytes("O-" + i), bytes("{\"order\":" + i + "}"));
        letter
            .headers()
            .add("kafka_dlt-original-topic", bytes(target))
            .add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(0).array())
            .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(i).array())
            .add("kafka_dlt-original-consumer-group", bytes("billing"))
            .add("kafka_dlt-exception-fqcn", bytes("java.lang.IllegalStateException"));
        sent.add(producer.send(letter));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
    return List.of(dead, "--kafka", address());
  }

  @Override
  public Watch watch(String target) {
    return new TargetWatch(admin, target, PARTITIONS);
  }

  @Override
  public void kill(long awayMillis) throws InterruptedException {
    broker.kill();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    broker.restart();
  }

  @Override
  public CuttableLine line() {
    return line;
  }

  @Override
  public int mostKills() {
    return 1;
  }

  @Override
  public Map<String, List<String>> arrived(String target) {
    Map<String, List<String>> places = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : CommittedRecords.of(address(), target)) {
      Header key = record.headers().lastHeader("replay.key");
      places
          .computeIfAbsent(
              key == null ? "none" : new String(key.value(), StandardCharsets.UTF_8),
              _ -> new ArrayList<>())
          .add(record.partition() + ":" + record.offset());
    }
    return places;
  }

  /** On Kafka they always stay. */
  @Override
  public long stayed(String target) {
    return 0;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(2));
    broker.close();
    line.close();
  }
}
