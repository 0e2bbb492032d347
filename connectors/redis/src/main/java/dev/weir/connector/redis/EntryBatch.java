package dev.weir.connector.redis;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries of one stream as one reply brought them: each a list of the id and the list of fields.
 * All ids of a batch are times, or none is.
 *
 * <p>A record's headers are the entry's fields in their order. Its value is the only field's bytes
 * if there is one field, else a JSON object of all. Its key is the field named {@code key}, where
 * that is not the only one.
 */
final class EntryBatch implements RecordBatch {
  private static final byte[] KEY = Command.bytes("key");

  private final StreamRef stream;
  private final List<?> entries;
  private final int from;
  private final int count;
  private final long receivedMillis;
  private final TimestampType timestampType;
  private final long bytes;

  private EntryBatch(
      StreamRef stream,
      List<?> entries,
      int from,
      int to,
      long receivedMillis,
      TimestampType timestampType) {
    this.stream = stream;
    this.entries = entries;
    this.from = from;
    this.count = to - from;
    this.receivedMillis = receivedMillis;
    this.timestampType = timestampType;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += sizeBytes(i);
    }
    this.bytes = sum;
  }

  /**
   * Batches of {@code entries}, which must not be empty: one where all ids are times. Ids only
   * grow, so those that are none stand before or after all that are.
   */
  static List<EntryBatch> of(StreamRef stream, List<?> entries, long receivedMillis) {
    List<EntryBatch> batches = new ArrayList<>(1);
    int from = 0;
    while (from < entries.size()) {
      boolean time = EntryIds.isTime(EntryIds.millis(id(entries, from)), receivedMillis);
      int to = entries.size();
      if (EntryIds.isTime(EntryIds.millis(id(entries, to - 1)), receivedMillis) != time) {
        to = from + 1;
        while (EntryIds.isTime(EntryIds.millis(id(entries, to)), receivedMillis) == time) {
          to++;
        }
      } else if (!time) {
        // Both ends are none; what lies between may be.
        to = from + 1;
        while (to < entries.size()
            && !EntryIds.isTime(EntryIds.millis(id(entries, to)), receivedMillis)) {
          to++;
        }
      }
      batches.add(
          new EntryBatch(
              stream,
              entries,
              from,
              to,
              receivedMillis,
              time ? TimestampType.ENTRY_ID : TimestampType.NONE));
      from = to;
    }
    return batches;
  }

  private static byte[] id(List<?> entries, int index) {
    return Reply.bytes(Reply.list(entries.get(index)).getFirst());
  }

  private byte[] id(int index) {
    return id(entries, from + index);
  }

  private List<?> fields(int index) {
    List<?> entry = Reply.list(entries.get(from + index));
    return entry.size() > 1 ? Reply.list(entry.get(1)) : List.of();
  }

  @Override
  public StreamRef stream() {
    return stream;
  }

  @Override
  public int partition() {
    return 0;
  }

  @Override
  public long receivedMillis() {
    return receivedMillis;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public TimestampType timestampType() {
    return timestampType;
  }

  @Override
  public long timestampMillis(int index) {
    return EntryIds.millis(id(index));
  }

  @Override
  public int sizeBytes(int index) {
    List<?> fields = fields(index);
    long size = 0;
    for (int i = 0; i < fields.size(); i++) {
      size += Reply.bytes(fields.get(i)).length;
    }
    return (int) Math.min(Integer.MAX_VALUE, size);
  }

  @Override
  public Position position(int index) {
    return EntryIds.parse(id(index));
  }

  @Override
  public StreamRecord record(int index, int payloadLimitBytes) {
    List<?> fields = fields(index);
    List<Header> headers = new ArrayList<>(fields.size() / 2);
    Payload key = Payload.ABSENT;
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      byte[] name = Reply.bytes(fields.get(i));
      Payload value = cut(Reply.bytes(fields.get(i + 1)), payloadLimitBytes);
      headers.add(new Header(KeyNames.text(name), value));
      if (key.equals(Payload.ABSENT) && fields.size() > 2 && Arrays.equals(name, KEY)) {
        key = value;
      }
    }
    Payload value;
    if (headers.size() == 1) {
      value = headers.getFirst().value();
    } else {
      FieldsJson.Text text = FieldsJson.of(fields, payloadLimitBytes);
      value = new Payload.Bytes(text.bytes(), text.trueLength());
    }
    return new StreamRecord(
        stream,
        position(index),
        timestampMillis(index),
        timestampType,
        receivedMillis,
        key,
        value,
        headers,
        sizeBytes(index));
  }

  private static Payload cut(byte[] bytes, int limit) {
    return new Payload.Bytes(
        bytes.length > limit ? Arrays.copyOf(bytes, limit) : bytes, bytes.length);
  }
}
