package dev.weir.app.command;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What Spring for Apache Kafka puts on a dead letter, as far as a test needs it. */
final class SpringMarks {
  private SpringMarks() {}

  /**
   * Puts them on {@code letter}.
   *
   * @param target the topic it died on, in partition 0
   * @param offset where it was there
   */
  static void putOn(ProducerRecord<byte[], byte[]> letter, String target, long offset) {
    letter
        .headers()
        .add("kafka_dlt-original-topic", bytes(target))
        .add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(0).array())
        .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(offset).array())
        .add("kafka_dlt-exception-fqcn", bytes("java.lang.IllegalStateException"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
