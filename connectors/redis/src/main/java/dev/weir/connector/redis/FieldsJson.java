package dev.weir.connector.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * An entry's fields as the text of a JSON object: names in their order, duplicates kept, every
 * value a string. A value that is not UTF-8 is {@code {"base64":"…"}}.
 */
final class FieldsJson {
  private static final byte[] HEX = Command.bytes("0123456789abcdef");

  private final ByteArrayOutputStream out;
  private final int limit;
  private long length;

  private FieldsJson(int limit) {
    this.limit = limit;
    this.out = new ByteArrayOutputStream(Math.min(limit, 512));
  }

  /**
   * Text and its whole length.
   *
   * @param bytes UTF-8, cut at the limit
   * @param trueLength length before the cut
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Text(byte[] bytes, int trueLength) {}

  /** Writes {@code fields}, names and values by turns, keeping the first {@code limit} bytes. */
  static Text of(List<?> fields, int limit) {
    FieldsJson json = new FieldsJson(limit);
    json.put('{');
    for (int i = 0; i + 1 < fields.size(); i += 2) {
      if (i > 0) {
        json.put(',');
      }
      json.string(Command.bytes(KeyNames.text(Reply.bytes(fields.get(i)))));
      json.put(':');
      json.value(Reply.bytes(fields.get(i + 1)));
    }
    json.put('}');
    return new Text(json.out.toByteArray(), (int) Math.min(Integer.MAX_VALUE, json.length));
  }

  private void value(byte[] bytes) {
    if (isUtf8(bytes)) {
      string(bytes);
    } else {
      put(Command.bytes("{\"base64\":"));
      string(Base64.getEncoder().encode(bytes));
      put('}');
    }
  }

  private static boolean isUtf8(byte[] bytes) {
    for (byte one : bytes) {
      if (one < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
          return true;
        } catch (CharacterCodingException notUtf8) {
          return false;
        }
      }
    }
    return true;
  }

  private void string(byte[] utf8) {
    put('"');
    for (byte one : utf8) {
      switch (one) {
        case '"', '\\' -> {
          put('\\');
          put(one);
        }
        case '\n' -> put(Command.bytes("\\n"));
        case '\r' -> put(Command.bytes("\\r"));
        case '\t' -> put(Command.bytes("\\t"));
        default -> {
          if (one >= 0 && one < ' ') {
            put(Command.bytes("\\u00"));
            put(HEX[one >> 4]);
            put(HEX[one & 15]);
          } else {
            put(one);
          }
        }
      }
    }
    put('"');
  }

  private void put(byte[] bytes) {
    for (byte one : bytes) {
      put(one);
    }
  }

  private void put(int one) {
    if (length < limit) {
      out.write(one);
    }
    length++;
  }
}
