package dev.weir.app.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a topic holds for those who read only what is committed. */
public final class CommittedRecords {
  private static final Duration POLL = Duration.ofMillis(200);

  private CommittedRecords() {}

  /** All of them, up to the end as it stands. */
  public static List<ConsumerRecord<byte[], byte[]>> of(String bootstrapServers, String topic) {
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (var consumer = consumer(bootstrapServers)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream()
          .anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
        consumer.poll(POLL).forEach(all::add);
      }
    }
    return all;
  }

  /** Reads only what is committed, as a member of no group. */
  public static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
