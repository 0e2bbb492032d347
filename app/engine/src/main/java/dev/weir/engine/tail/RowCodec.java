package dev.weir.engine.tail;

import dev.weir.stream.Header;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailGap;
import dev.weir.stream.TimestampType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows as bytes and reads them again. A record as objects is a dozen of them, all of which
 * outlive the young generation in a ring of a hundred thousand; as bytes it is a part of one large
 * array. Writes on one thread; what was written before is read on any.
 */
final class RowCodec {
  private static final byte GAP = 0;
  private static final byte AT_OFFSET = 1;
  private static final byte AT_ENTRY_ID = 2;
  private static final int ABSENT = -1;
  private static final TimestampType[] TIMESTAMP_TYPES = TimestampType.values();

  private final Map<StreamRef, Integer> numbers = new HashMap<>();
  private volatile StreamRef[] streams = {};
  private ByteBuffer scratch = ByteBuffer.allocate(1 << 12);

  /** The row in bytes, from the buffer's position to its limit; good until the next is written. */
  ByteBuffer write(StreamRecord record) {
    scratch.clear();
    switch (record.position()) {
      case Position.Offset(int partition, long offset) -> {
        room(1 + Integer.BYTES + Long.BYTES);
        scratch.put(AT_OFFSET).putInt(partition).putLong(offset);
      }
      case Position.EntryId(long millis, long sequence) -> {
        room(1 + 2 * Long.BYTES);
        scratch.put(AT_ENTRY_ID).putLong(millis).putLong(sequence);
      }
    }
    room(2 * Long.BYTES + 3 * Integer.BYTES);
    scratch
        .putInt(numberOf(record.stream()))
        .putLong(record.timestampMillis())
        .putInt(record.timestampType().ordinal())
        .putLong(record.receivedMillis())
        .putInt(record.sizeBytes());
    write(record.key());
    write(record.value());
    room(Integer.BYTES);
    scratch.putInt(record.headers().size());
    for (Header header : record.headers()) {
      write(header.name());
      write(header.value());
    }
    return scratch.flip();
  }

  /** The gap in bytes, as {@link #write(StreamRecord)}. */
  ByteBuffer write(TailGap gap, long noticedMillis) {
    scratch.clear();
    scratch
        .put(GAP)
        .putInt(numberOf(gap.partition().stream()))
        .putInt(gap.partition().partition())
        .putLong(gap.records())
        .putLong(noticedMillis);
    write(gap.reason());
    return scratch.flip();
  }

  /** The row whose bytes begin at {@code offset}. */
  HeldRow read(byte[] bytes, int offset) {
    ByteBuffer in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
    byte kind = in.get();
    if (kind == GAP) {
      var partition = new PartitionRef(streams[in.getInt()], in.getInt());
      long records = in.getLong();
      long noticedMillis = in.getLong();
      return new HeldRow.OfGap(new TailGap(partition, records, readText(in)), noticedMillis);
    }
    Position position =
        kind == AT_OFFSET
            ? new Position.Offset(in.getInt(), in.getLong())
            : new Position.EntryId(in.getLong(), in.getLong());
    StreamRef stream = streams[in.getInt()];
    long timestampMillis = in.getLong();
    TimestampType timestampType = TIMESTAMP_TYPES[in.getInt()];
    long receivedMillis = in.getLong();
    int sizeBytes = in.getInt();
    Payload key = readPayload(in);
    Payload value = readPayload(in);
    int count = in.getInt();
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headers.add(new Header(readText(in), readPayload(in)));
    }
    return new HeldRow.OfRecord(
        new StreamRecord(
            stream,
            position,
            timestampMillis,
            timestampType,
            receivedMillis,
            key,
            value,
            headers,
            sizeBytes));
  }

  /** Whether the row whose bytes begin at {@code offset} tells of a gap. */
  static boolean isGap(byte[] bytes, int offset) {
    return bytes[offset] == GAP;
  }

  private int numberOf(StreamRef stream) {
    Integer known = numbers.get(stream);
    if (known != null) {
      return known;
    }
    int number = streams.length;
    StreamRef[] more = Arrays.copyOf(streams, number + 1);
    more[number] = stream;
    streams = more;
    numbers.put(stream, number);
    return number;
  }

  private void write(Payload payload) {
    switch (payload) {
      case Payload.Absent() -> {
        room(Integer.BYTES);
        scratch.putInt(ABSENT);
      }
      case Payload.Bytes(byte[] bytes, int trueLength) -> {
        room(2 * Integer.BYTES + bytes.length);
        scratch.putInt(bytes.length).putInt(trueLength).put(bytes);
      }
    }
  }

  private void write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length);
    scratch.putInt(bytes.length).put(bytes);
  }

  private void room(int bytes) {
    if (scratch.remaining() < bytes) {
      int wanted = scratch.position() + bytes;
      scratch = ByteBuffer.allocate(Math.max(wanted, 2 * scratch.capacity())).put(scratch.flip());
    }
  }

  private static Payload readPayload(ByteBuffer in) {
    int length = in.getInt();
    if (length == ABSENT) {
      return Payload.ABSENT;
    }
    int trueLength = in.getInt();
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new Payload.Bytes(bytes, trueLength);
  }

  private static String readText(ByteBuffer in) {
    byte[] bytes = new byte[in.getInt()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
