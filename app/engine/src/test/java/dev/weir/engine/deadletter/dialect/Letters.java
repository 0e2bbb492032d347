package dev.weir.engine.deadletter.dialect;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Dead letters made by hand, header by header. */
final class Letters {
  static final long AT = 1_790_000_000_000L;

  private final List<Header> headers = new ArrayList<>();
  private Payload value = Payload.of(bytes("{}"));

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  Letters text(String name, String value) {
    return raw(name, bytes(value));
  }

  Letters i32(String name, int value) {
    return raw(name, ByteBuffer.allocate(4).putInt(value).array());
  }

  Letters i64(String name, long value) {
    return raw(name, ByteBuffer.allocate(8).putLong(value).array());
  }

  Letters shortest(String name, long value) {
    return raw(name, BigInteger.valueOf(value).toByteArray());
  }

  Letters absent(String name) {
    headers.add(new Header(name, Payload.ABSENT));
    return this;
  }

  Letters raw(String name, byte... value) {
    headers.add(new Header(name, Payload.of(value)));
    return this;
  }

  Letters value(byte... bytes) {
    value = Payload.of(bytes);
    return this;
  }

  StreamRecord kafka() {
    return record(new Position.Offset(1, 7));
  }

  StreamRecord redis() {
    return record(new Position.EntryId(AT, 0));
  }

  DeadLetter read() {
    return new DeadLetterReader().read(kafka());
  }

  DeadLetter read(Dialect pinned) {
    return new DeadLetterReader(java.util.Optional.of(pinned)).read(kafka());
  }

  private StreamRecord record(Position position) {
    return new StreamRecord(
        new StreamRef("test", "dead"),
        position,
        AT,
        TimestampType.CREATE_TIME,
        AT,
        Payload.ABSENT,
        value,
        headers,
        100);
  }
}
