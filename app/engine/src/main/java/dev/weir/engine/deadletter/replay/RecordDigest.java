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

/** What tells a record's bytes from others: a SHA-256, cut to 128 bits where it stands in plans. */
final class RecordDigest {
  private static final int BYTES = 16;

  private RecordDigest() {}

  /** Of time, key, value and headers; null is not empty. */
  static String of(StreamRecord record) {
    MessageDigest digest = sha256();
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
    digest.update(number.putLong(0, record.timestampMillis()).array());
    return of(digest, number, record.key(), record.value(), record.headers());
  }

  /** Of key, value and headers. */
  static String of(Body body) {
    return of(sha256(), ByteBuffer.allocate(Long.BYTES), body.key(), body.value(), body.headers());
  }

  private static String of(
      MessageDigest digest, ByteBuffer number, Payload key, Payload value, List<Header> headers) {
    add(digest, number, key);
    add(digest, number, value);
    for (Header header : headers) {
      byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
      digest.update(number.putLong(0, name.length).array());
      digest.update(name);
      add(digest, number, header.value());
    }
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }

  private static void add(MessageDigest digest, ByteBuffer number, Payload payload) {
    if (payload instanceof Payload.Bytes(byte[] bytes, int trueLength)) {
      if (trueLength != bytes.length) {
        throw new IllegalArgumentException("a record that was cut has no digest");
      }
      digest.update(number.putLong(0, bytes.length).array());
      digest.update(bytes);
    } else {
      digest.update(number.putLong(0, -1).array());
    }
  }

  /**
   * What a consumer may tell repetitions by: the same whenever the same dead letter is brought back
   * for the same time.
   */
  static String key(String cluster, String streamIdentity, Position position, int attempt) {
    return HexFormat.of()
        .formatHex(
            sha256()
                .digest(
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
