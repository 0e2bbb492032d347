package dev.weir.connector.redis;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names of keys, groups and fields, which are any bytes in Redis. Valid UTF-8 stands for itself;
 * other bytes are written as {@code \xff}, and such names are remembered so that their bytes can be
 * found again. Thread-safe.
 */
final class KeyNames {
  private final Map<String, byte[]> escaped = new ConcurrentHashMap<>();

  String name(byte[] key) {
    String text = text(key);
    if (text.indexOf('\\') >= 0 && !java.util.Arrays.equals(Command.bytes(text), key)) {
      escaped.put(text, key);
    }
    return text;
  }

  byte[] key(String name) {
    byte[] bytes = escaped.get(name);
    return bytes == null ? Command.bytes(name) : bytes;
  }

  /** Bytes as a name, without remembering. */
  static String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      StringBuilder text = new StringBuilder(bytes.length + 16);
      for (byte one : bytes) {
        if (one >= ' ' && one < 0x7f && one != '\\') {
          text.append((char) one);
        } else {
          text.append(String.format("\\x%02x", one & 0xff));
        }
      }
      return text.toString();
    }
  }
}
