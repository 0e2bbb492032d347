package dev.weir.sample.service;

import dev.weir.sample.event.Topic;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where services publish their events. Safe for several threads. */
@FunctionalInterface
public interface Publisher {
  /** Sends a record; a failure is counted, not thrown, as nobody waits for the outcome. */
  void send(ProducerRecord<byte[], byte[]> record);

  /** Sends an event by its key, stamped with its own time. */
  default void send(Topic topic, byte[] key, byte[] value, long epochMillis) {
    send(
        new ProducerRecord<>(
            topic.topicName(), null, epochMillis, key, value, ContentType.of(topic)));
  }
}
