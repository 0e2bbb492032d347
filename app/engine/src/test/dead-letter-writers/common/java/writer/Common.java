package writer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What all writers need: topics, two records that cannot be processed, and waiting. */
final class Common {
  private Common() {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void topics(Admin admin, Map<String, String> settings, String... names) throws Exception {
    Set<String> there = admin.listTopics().names().get();
    for (String name : names) {
      if (!there.contains(name)) {
        admin.createTopics(List.of(new NewTopic(name, 2, (short) 1).configs(settings))).all().get();
      }
    }
  }

  /** Two records in partition 1, with a header of their own. */
  static void send(String bootstrap, String topic) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String key : List.of("O-1001", "O-1002")) {
        var record =
            new ProducerRecord<>(
                topic, 1, bytes(key), bytes("{\"order_id\":\"" + key + "\",broken"));
        record
            .headers()
            .add("traceparent", bytes("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
        producer.send(record).get();
      }
    }
  }

  static void await(Admin admin, String topic, long records) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (System.nanoTime() < deadline) {
      try {
        long sum = 0;
        for (int partition :
            admin
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .stream()
                .map(info -> info.partition())
                .toList()) {
          var at = new TopicPartition(topic, partition);
          sum += admin.listOffsets(Map.of(at, OffsetSpec.latest())).all().get().get(at).offset();
        }
        if (sum >= records) {
          System.out.println(topic + ": " + sum + " records");
          return;
        }
      } catch (java.util.concurrent.ExecutionException notThere) {
        // Created by its writer soon.
      }
      Thread.sleep(250);
    }
    throw new IllegalStateException(topic + " did not get " + records + " records");
  }
}
