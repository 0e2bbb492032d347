package dev.weir.alert.state;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * States as bytes: a version, a checksum and a length, then the compressed fields, the first of
 * which says what kind of thing they belong to. Bytes that were spoilt, that a later version wrote
 * or that belong to something else are refused, never half used.
 */
public final class StateBytes {
  private static final byte VERSION = 1;
  private static final int HEAD = 1 + Integer.BYTES + Integer.BYTES;

  /** Larger states are not worth keeping: they are windows that fill again. */
  private static final int MOST_BYTES = 1 << 20;

  private StateBytes() {}

  /**
   * Writes a state; none, an array of length 0, where it would be larger than a mebibyte.
   *
   * @param kind what the state belongs to; reading asks for the same
   * @param walk over the fields
   */
  public static byte[] of(String kind, Consumer<State> walk) {
    var writer = new StateWriter();
    String _ = writer.text(kind);
    walk.accept(writer);
    byte[] plain = writer.bytes();
    if (plain.length > MOST_BYTES) {
      return new byte[0];
    }
    var crc = new CRC32();
    crc.update(plain);
    var out = new ByteArrayOutputStream(plain.length / 2 + HEAD);
    out.writeBytes(
        ByteBuffer.allocate(HEAD)
            .put(VERSION)
            .putInt((int) crc.getValue())
            .putInt(plain.length)
            .array());
    byte[] chunk = new byte[4096];
    try (var deflater = new Deflater(Deflater.BEST_SPEED)) {
      deflater.setInput(plain);
      deflater.finish();
      while (!deflater.finished()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
    }
    return out.toByteArray();
  }

  /**
   * Reads a state. Whoever walks is to be thrown away where this is not true: it may have taken
   * some fields and not others.
   */
  public static boolean read(byte[] bytes, String kind, Consumer<State> walk) {
    if (bytes.length < HEAD || bytes[0] != VERSION) {
      return false;
    }
    var head = ByteBuffer.wrap(bytes, 1, HEAD - 1);
    int checksum = head.getInt();
    int length = head.getInt();
    if (length < 0 || length > MOST_BYTES) {
      return false;
    }
    byte[] plain = new byte[length];
    try (var inflater = new Inflater()) {
      inflater.setInput(bytes, HEAD, bytes.length - HEAD);
      boolean isWhole =
          inflater.inflate(plain) == length
              && inflater.inflate(new byte[1]) == 0
              && inflater.finished();
      if (!isWhole) {
        return false;
      }
    } catch (DataFormatException _) {
      return false;
    }
    var crc = new CRC32();
    crc.update(plain);
    if ((int) crc.getValue() != checksum) {
      return false;
    }
    var reader = new StateReader(plain);
    try {
      if (!reader.text("").equals(kind)) {
        return false;
      }
      walk.accept(reader);
      return reader.isAtEnd();
    } catch (IllegalStateException _) {
      return false;
    }
  }
}
