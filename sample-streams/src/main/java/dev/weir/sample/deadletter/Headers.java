package dev.weir.sample.deadletter;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The encodings header values have. */
final class Headers {
  private Headers() {}

  static byte[] text(String value) {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** A number as decimal digits. */
  static byte[] decimal(long value) {
    return text(Long.toString(value));
  }

  /** 4 bytes, big-endian. */
  static byte[] i32(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
  }

  /** 8 bytes, big-endian. */
  static byte[] i64(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }

  /** Two's complement, big-endian, in as few bytes as possible. */
  static byte[] shortest(long value) {
    return BigInteger.valueOf(value).toByteArray();
  }
}
