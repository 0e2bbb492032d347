package dev.weir.connector.kafka;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The records of one partition that one poll brought, seen through the consumer's own list. */
final class FetchedBatch implements RecordBatch {
  private final StreamRef stream;
  private final int partition;
  private final long receivedMillis;
  private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records;
  private final long bytes;

  /** Of records with headers; null where none has any: those are quick to ask, and cost nothing. */
  private final int @Nullable [] sizes;

  /**
   * Reads all sizes at once, on the cursor's thread: headers decode themselves when first looked at
   * and are not safe for two threads until then.
   *
   * @param records at least one
   */
  FetchedBatch(
      StreamRef stream,
      int partition,
      long receivedMillis,
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    this.stream = stream;
    this.partition = partition;
    this.receivedMillis = receivedMillis;
    this.records = records;
    int[] known = null;
    long sum = 0;
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(i);
      int size = withoutHeaders(record);
      int headers = headers(record);
      if (known == null && headers > 0) {
        known = new int[records.size()];
        for (int before = 0; before < i; before++) {
          known[before] = withoutHeaders(records.get(before));
        }
      }
      if (known != null) {
        known[i] = size + headers;
      }
      sum += size + headers;
    }
    sizes = known;
    bytes = sum;
  }

  private static int withoutHeaders(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  private static int headers(ConsumerRecord<ByteBuffer, ByteBuffer> record) {
    int size = 0;
    org.apache.kafka.common.header.Header[] headers = record.headers().toArray();
    for (org.apache.kafka.common.header.Header header : headers) {
      byte[] value = header.value();
      size += utf8Length(header.key()) + (value == null ? 0 : value.length);
    }
    return size;
  }

  /** Length in bytes as UTF-8, without making them. */
  static int utf8Length(String text) {
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (unit < 0x80) {
        length += 1;
      } else if (unit < 0x800) {
        length += 2;
      } else if (Character.isSurrogate(unit)) {
        // Two units make one character of four bytes.
        length += 2;
      } else {
        length += 3;
      }
    }
    return length;
  }

  @Override
  public StreamRef stream() {
    return stream;
  }

  @Override
  public int partition() {
    return partition;
  }

  @Override
  public long receivedMillis() {
    return receivedMillis;
  }

  @Override
  public int count() {
    return records.size();
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public TimestampType timestampType() {
    return type(records.getFirst());
  }

  private static TimestampType type(ConsumerRecord<?, ?> record) {
    return switch (record.timestampType()) {
      case CREATE_TIME -> TimestampType.CREATE_TIME;
      case LOG_APPEND_TIME -> TimestampType.LOG_APPEND_TIME;
      case NO_TIMESTAMP_TYPE -> TimestampType.NONE;
    };
  }

  @Override
  public long timestampMillis(int index) {
    return records.get(index).timestamp();
  }

  @Override
  public int sizeBytes(int index) {
    return sizes == null ? withoutHeaders(records.get(index)) : sizes[index];
  }

  @Override
  public Position position(int index) {
    return new Position.Offset(partition, records.get(index).offset());
  }

  @Override
  public StreamRecord record(int index, int payloadLimitBytes) {
    ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(index);
    org.apache.kafka.common.header.Header[] raw = record.headers().toArray();
    List<Header> headers = new ArrayList<>(raw.length);
    for (org.apache.kafka.common.header.Header header : raw) {
      headers.add(new Header(header.key(), copy(header.value(), payloadLimitBytes)));
    }
    return new StreamRecord(
        stream,
        position(index),
        record.timestamp(),
        type(record),
        receivedMillis,
        copy(record.key(), payloadLimitBytes),
        copy(record.value(), payloadLimitBytes),
        headers,
        sizeBytes(index));
  }

  private static Payload copy(@Nullable ByteBuffer buffer, int limit) {
    if (buffer == null) {
      return Payload.ABSENT;
    }
    byte[] bytes = new byte[Math.min(buffer.remaining(), limit)];
    // Absolute: the buffer is shared, and its position belongs to nobody.
    buffer.get(buffer.position(), bytes, 0, bytes.length);
    return new Payload.Bytes(bytes, buffer.remaining());
  }

  private static Payload copy(byte @Nullable [] value, int limit) {
    return value == null
        ? Payload.ABSENT
        : new Payload.Bytes(Arrays.copyOf(value, Math.min(value.length, limit)), value.length);
  }
}
