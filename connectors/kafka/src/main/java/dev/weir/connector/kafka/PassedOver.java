package dev.weir.connector.kafka;

import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Which places of a topic readers of committed records pass over, as they do with records of a
 * transaction that was rolled back.
 */
final class PassedOver {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(250);

  private final ClusterLink link;

  PassedOver(ClusterLink link) {
    this.link = link;
  }

  /**
   * Those of {@code places} that are passed over. What lies before the partition's start or behind
   * what such readers get to see, and what is not told in time or may not be read, is none of them.
   *
   * @throws org.apache.kafka.common.KafkaException if the broker is away
   */
  Set<Position.Offset> among(String topic, Collection<Position.Offset> places) {
    Map<TopicPartition, NavigableSet<Long>> sought = new HashMap<>();
    for (Position.Offset place : places) {
      sought
          .computeIfAbsent(new TopicPartition(topic, place.partition()), _ -> new TreeSet<>())
          .add(place.offset());
    }
    try (KafkaConsumer<ByteBuffer, ByteBuffer> consumer =
        new KafkaConsumer<>(
            link.properties().unhurriedConsumer(ReadIsolation.READ_COMMITTED, "passed-over"))) {
      consumer.assign(sought.keySet());
      Map<TopicPartition, Long> starts = consumer.beginningOffsets(sought.keySet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(sought.keySet());
      Set<Position.Offset> passed = new HashSet<>();
      long until = System.nanoTime() + PATIENCE.toNanos();
      sought.forEach(
          (partition, offsets) -> {
            long start = starts.getOrDefault(partition, 0L);
            long end = Math.max(start, ends.getOrDefault(partition, 0L));
            NavigableSet<Long> unseen = new TreeSet<>(offsets.subSet(start, end));
            if (!unseen.isEmpty() && takesAllPassed(consumer, partition, unseen, until)) {
              unseen.forEach(at -> passed.add(new Position.Offset(partition.partition(), at)));
            }
          });
      return passed;
    } catch (OffsetOutOfRangeException | AuthorizationException | TimeoutException _) {
      return Set.of();
    }
  }

  /**
   * Takes what can be read out of {@code unseen}.
   *
   * @return whether the reader is past all of them
   */
  private static boolean takesAllPassed(
      KafkaConsumer<ByteBuffer, ByteBuffer> consumer,
      TopicPartition partition,
      NavigableSet<Long> unseen,
      long untilNanos) {
    long last = unseen.last();
    consumer.assign(Set.of(partition));
    consumer.seek(partition, unseen.first());
    while (System.nanoTime() - untilNanos < 0) {
      for (ConsumerRecord<ByteBuffer, ByteBuffer> record : consumer.poll(POLL)) {
        unseen.remove(record.offset());
      }
      if (unseen.isEmpty() || consumer.position(partition, POLL) > last) {
        return true;
      }
    }
    return false;
  }
}
