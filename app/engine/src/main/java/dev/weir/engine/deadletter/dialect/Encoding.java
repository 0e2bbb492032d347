package dev.weir.engine.deadletter.dialect;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How a header's bytes stand for a value. */
enum Encoding {
  /** UTF-8. */
  TEXT,
  /** 4 bytes, big-endian. */
  I32,
  /** 8 bytes, big-endian. */
  I64,
  /** Decimal digits as text. */
  DECIMAL,
  /** Two's complement, big-endian, as short as possible: 6 bytes for a time of today. */
  SHORTEST,
  /** 4 bytes; 1 byte in old versions. */
  I32_OR_BYTE,
  /** A time: decimal milliseconds or ISO-8601, as text. */
  TIME,
  /** Nothing is known but the name. */
  GUESS,
  /** Told by its size only. */
  OPAQUE;

  /** Reads a number. Where the bytes do not fit the encoding, what they look like decides. */
  HeaderNumber number(byte[] bytes) {
    boolean digits = isDecimal(bytes);
    switch (this) {
      case I32, I32_OR_BYTE -> {
        if (bytes.length == Integer.BYTES && !digits) {
          return new HeaderNumber.Known(ByteBuffer.wrap(bytes).getInt());
        }
        if (this == I32_OR_BYTE && bytes.length == 1 && !digits) {
          return new HeaderNumber.Known(bytes[0]);
        }
      }
      case I64 -> {
        if (bytes.length == Long.BYTES && !digits) {
          return new HeaderNumber.Known(ByteBuffer.wrap(bytes).getLong());
        }
      }
      case DECIMAL, TIME -> {
        if (digits) {
          return new HeaderNumber.Known(decimal(bytes));
        }
      }
      case SHORTEST -> {
        if (bytes.length > 0 && bytes.length <= Long.BYTES) {
          return new HeaderNumber.Known(new BigInteger(bytes).longValue());
        }
      }
      case TEXT, GUESS, OPAQUE -> {}
    }
    return guessed(bytes, digits);
  }

  /** As {@link #number}, but what is ambiguous is read the way this encoding says. */
  HeaderNumber pinned(byte[] bytes) {
    HeaderNumber number = number(bytes);
    if (number instanceof HeaderNumber.Ambiguous(long asText, long asBinary)) {
      return switch (this) {
        case I32, I64, I32_OR_BYTE -> new HeaderNumber.Known(asBinary);
        case DECIMAL, TIME -> new HeaderNumber.Known(asText);
        case TEXT, SHORTEST, GUESS, OPAQUE -> number;
      };
    }
    return number;
  }

  private static HeaderNumber guessed(byte[] bytes, boolean digits) {
    if (bytes.length == 0) {
      return new HeaderNumber.Unreadable("empty");
    }
    if (digits) {
      return switch (bytes.length) {
        case Integer.BYTES ->
            new HeaderNumber.Ambiguous(decimal(bytes), ByteBuffer.wrap(bytes).getInt());
        case Long.BYTES ->
            new HeaderNumber.Ambiguous(decimal(bytes), ByteBuffer.wrap(bytes).getLong());
        default -> new HeaderNumber.Known(decimal(bytes));
      };
    }
    return switch (bytes.length) {
      case Integer.BYTES -> new HeaderNumber.Known(ByteBuffer.wrap(bytes).getInt());
      case Long.BYTES -> new HeaderNumber.Known(ByteBuffer.wrap(bytes).getLong());
      default -> new HeaderNumber.Unreadable(bytes.length + " bytes that are no number");
    };
  }

  /** Whether all bytes are ASCII digits, after a minus at most, of a number that fits a long. */
  private static boolean isDecimal(byte[] bytes) {
    int from = bytes.length > 1 && bytes[0] == '-' ? 1 : 0;
    if (bytes.length == from || bytes.length > from + 18) {
      return false;
    }
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static long decimal(byte[] bytes) {
    return Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
  }
}
