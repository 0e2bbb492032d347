package dev.weir.connector.kafka;

import dev.weir.stream.Header;
import dev.weir.stream.NewRecord;
import dev.weir.stream.Payload;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records as Kafka's client takes them, byte for byte. */
final class NewRecords {
  private NewRecords() {}

  static ProducerRecord<byte[], byte[]> of(String topic, NewRecord record) {
    var headers = new RecordHeaders();
    for (Header header : record.headers()) {
      headers.add(header.name(), bytes(header.value()));
    }
    return new ProducerRecord<>(
        topic,
        record.partition().isPresent() ? record.partition().getAsInt() : null,
        record.timestampMillis().isPresent() ? record.timestampMillis().getAsLong() : null,
        bytes(record.key()),
        bytes(record.value()),
        headers);
  }

  private static byte @Nullable [] bytes(Payload payload) {
    return switch (payload) {
      case Payload.Absent() -> null;
      case Payload.Bytes(byte[] bytes, int _) -> bytes;
    };
  }
}
