package dev.weir.connector.kafka;

import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.TailFrom;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares a cursor with a raw loop of assign and poll on the same records and settings, both
 * looking at every record's time and size. Prints records per second and the ratio of medians.
 */
final class CursorSpeed {
  private static final int PARTITIONS = 4;

  private CursorSpeed() {}

  /**
   * @param arguments number of records of 200 bytes, rounds
   */
  public static void main(String[] arguments) {
    int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    String topic = Cluster.topic(PARTITIONS, Map.of());
    try (var producer = Cluster.producer(Map.of("linger.ms", 20, "batch.size", 262_144))) {
      byte[] value = new byte[190];
      byte[] key = new byte[10];
      for (int i = 0; i < records; i++) {
        var unused = producer.send(new ProducerRecord<>(topic, i % PARTITIONS, key, value));
      }
    }
    List<Double> raw = new ArrayList<>();
    List<Double> cursor = new ArrayList<>();
    try (KafkaConnector connector = Cluster.connector()) {
      for (int round = 0; round < rounds; round++) {
        raw.add(raw(topic, records));
        cursor.add(cursor(connector, topic, records));
        System.out.printf(
            "round %d: raw %,.0f/s, cursor %,.0f/s%n", round, raw.getLast(), cursor.getLast());
      }
    }
    System.out.printf("cursor / raw = %.2f%n", median(cursor) / median(raw));
    System.exit(0);
  }

  private static double median(List<Double> rates) {
    Collections.sort(rates);
    return rates.get(rates.size() / 2);
  }

  private static double raw(String topic, int expected) {
    Map<String, Object> properties =
        new ClientProperties(
                new dev.weir.stream.ConnectionSpec("raw", "kafka", Cluster.address(), Map.of()))
            .consumer(ReadIsolation.READ_UNCOMMITTED, "raw");
    long start = System.nanoTime();
    long seen = 0;
    long bytes = 0;
    long newest = 0;
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer = new KafkaConsumer<>(properties)) {
      List<TopicPartition> partitions = new ArrayList<>();
      for (int number = 0; number < PARTITIONS; number++) {
        partitions.add(new TopicPartition(topic, number));
      }
      consumer.assign(partitions);
      partitions.forEach(partition -> consumer.seek(partition, 0));
      while (seen < expected) {
        ConsumerRecords<ByteBuffer, ByteBuffer> records = consumer.poll(Duration.ofMillis(500));
        for (ConsumerRecord<ByteBuffer, ByteBuffer> record : records) {
          bytes += record.serializedKeySize() + record.serializedValueSize();
          newest = Math.max(newest, record.timestamp());
          seen++;
        }
      }
    }
    return rate(start, seen, bytes, newest, expected);
  }

  private static double cursor(KafkaConnector connector, String topic, int expected) {
    long start = System.nanoTime();
    long seen = 0;
    long bytes = 0;
    long newest = 0;
    try (RecordCursor cursor =
        connector.open(
            List.of(Cluster.stream(topic)),
            new TailFrom.Earliest(),
            ReadIsolation.READ_UNCOMMITTED)) {
      while (!cursor.reachedOpeningEnd()) {
        for (RecordBatch batch : cursor.poll(Duration.ofMillis(500)).batches()) {
          for (int i = 0; i < batch.count(); i++) {
            bytes += batch.sizeBytes(i);
            newest = Math.max(newest, batch.timestampMillis(i));
          }
          seen += batch.count();
        }
      }
    }
    return rate(start, seen, bytes, newest, expected);
  }

  private static double rate(long start, long seen, long bytes, long newest, int expected) {
    double seconds = (System.nanoTime() - start) / 1e9;
    if (seen != expected || bytes != 200L * expected || newest <= 0) {
      throw new AssertionError(seen + " records of " + bytes + " bytes instead of " + expected);
    }
    return seen / seconds;
  }
}
