package dev.weir.engine.deadletter.replay;

import dev.weir.engine.deadletter.change.Body;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import dev.weir.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What tells a record's bytes from others: a SHA-256, cut to 128 bits where it stands in plans.
 * Confined to one thread.
 */
final class RecordDigest {
  private static final int BYTES = 16;

  private final MessageDigest digest = sha256();

  /** Gathers what is digested: each piece by itself takes longer than its bytes do. */
  private final ByteBuffer told = ByteBuffer.allocate(1 << 12);

  /** Of time, key, value and headers; null is not empty. */
  String of(StreamRecord record) {
    begin();
    told.putLong(record.timestampMillis());
    return of(record.key(), record.value(), record.headers());
  }

  /** Of key, value and headers. */
  String of(Body body) {
    begin();
    return of(body.key(), body.value(), body.headers());
  }

  /** One that was refused may have left something. */
  private void begin() {
    digest.reset();
    told.clear();
  }

  private String of(Payload key, Payload value, List<Header> headers) {
    add(key);
    add(value);
    for (Header header : headers) {
      add(header.name().getBytes(StandardCharsets.UTF_8));
      add(header.value());
    }
    flush();
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private void add(Payload payload) {
    if (payload instanceof Payload.Bytes(byte[] bytes, int trueLength)) {
      if (trueLength != bytes.length) {
        throw new IllegalArgumentException("a record that was cut has no digest");
      }
      add(bytes);
    } else {
      room(Long.BYTES).putLong(-1);
    }
  }

  private void add(byte[] bytes) {
    room(Long.BYTES).putLong(bytes.length);
    if (bytes.length > told.capacity()) {
      flush();
      digest.update(bytes);
    } else {
      room(bytes.length).put(bytes);
    }
  }

  private ByteBuffer room(int bytes) {
    if (told.remaining() < bytes) {
      flush();
    }
    return told;
  }

  private void flush() {
    digest.update(told.array(), 0, told.position());
    told.clear();
  }

  /**
   * What a consumer may tell repetitions by: the same whenever the same dead letter is brought back
   * for the same time.
   */
  String key(String cluster, String streamIdentity, Position position, int attempt) {
    begin();
    return HexFormat.of()
        .formatHex(
            digest.digest(
                (cluster + '|' + streamIdentity + '|' + position + '|' + attempt)
                    .getBytes(StandardCharsets.UTF_8)),
            0,
            BYTES);
  }

  /** What tells the records of one key that go to one stream from others. */
  static String sequence(String target, byte[] key) {
    MessageDigest digest = sha256();
    digest.update(target.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    digest.update(key);
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
