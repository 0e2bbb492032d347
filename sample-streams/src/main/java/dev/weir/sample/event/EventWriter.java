package dev.weir.sample.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes events as JSON, envelope first: {@code id, type, version, source, time, correlation_id,
 * data}. Reusable, allocates only the finished array; for one thread.
 */
public final class EventWriter {
  private static final byte[] BEGIN = ascii("{\"id\":\"");
  private static final byte[] CORRELATION = ascii("\",\"correlation_id\":\"");
  private static final byte[] DATA = ascii("\",\"data\":{");
  private static final byte[] HEX = ascii("0123456789abcdef");

  /** Index just behind the id, the same in every event. */
  static final int ID_END = BEGIN.length + EventId.LENGTH;

  private byte[] bytes = new byte[1024];
  private int length;
  private boolean firstField;
  private long cachedSecond = Long.MIN_VALUE;
  private byte[] cachedTime = new byte[0];

  /** Begins an event. */
  public EventWriter begin(EventType type, EventId id, EventId correlation, long epochMillis) {
    length = 0;
    raw(BEGIN);
    id(id);
    raw(type.middle());
    time(epochMillis);
    raw(CORRELATION);
    id(correlation);
    raw(DATA);
    firstField = true;
    return this;
  }

  public EventWriter text(String name, String value) {
    name(name);
    put('"');
    escaped(value);
    put('"');
    return this;
  }

  public EventWriter integer(String name, long value) {
    name(name);
    digits(value);
    return this;
  }

  /** A decimal number of two places. */
  public EventWriter cents(String name, long hundredths) {
    name(name);
    long whole = hundredths / 100;
    digits(whole);
    put('.');
    long rest = Math.abs(hundredths % 100);
    put((char) ('0' + rest / 10));
    put((char) ('0' + rest % 10));
    return this;
  }

  public EventWriter decimal(String name, double value) {
    name(name);
    escaped(Double.toString(value));
    return this;
  }

  public EventWriter flag(String name, boolean value) {
    name(name);
    escaped(value ? "true" : "false");
    return this;
  }

  /** The finished event. */
  public byte[] end() {
    put('}');
    put('}');
    return Arrays.copyOf(bytes, length);
  }

  private void name(String name) {
    if (!firstField) {
      put(',');
    }
    firstField = false;
    put('"');
    escaped(name);
    put('"');
    put(':');
  }

  private void escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char character = value.charAt(i);
      if (character == '"' || character == '\\') {
        put('\\');
        put(character);
      } else if (character < 0x20) {
        raw(ascii(String.format(java.util.Locale.ROOT, "\\u%04x", (int) character)));
      } else if (character < 0x80) {
        put(character);
      } else {
        int end = Character.isHighSurrogate(character) ? i + 2 : i + 1;
        raw(value.substring(i, Math.min(end, value.length())).getBytes(StandardCharsets.UTF_8));
        i = end - 1;
      }
    }
  }

  private void digits(long value) {
    if (value < 0) {
      raw(ascii(Long.toString(value)));
      return;
    }
    int count = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      count++;
    }
    room(count);
    long rest = value;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  private void id(EventId id) {
    room(EventId.LENGTH);
    hex(id.high() >>> 32, 8);
    put('-');
    hex(id.high() >>> 16, 4);
    put('-');
    hex(id.high(), 4);
    put('-');
    hex(id.low() >>> 48, 4);
    put('-');
    hex(id.low(), 12);
  }

  private void hex(long value, int characters) {
    room(characters);
    for (int shift = (characters - 1) * 4; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 15];
    }
  }

  private void time(long epochMillis) {
    long second = Math.floorDiv(epochMillis, 1000L);
    if (second != cachedSecond) {
      // 2026-11-21T08:00:00Z without its Z
      String text = Instant.ofEpochSecond(second).toString();
      cachedTime = ascii(text.substring(0, text.length() - 1));
      cachedSecond = second;
    }
    raw(cachedTime);
    int millis = (int) Math.floorMod(epochMillis, 1000L);
    put('.');
    put((char) ('0' + millis / 100));
    put((char) ('0' + millis / 10 % 10));
    put((char) ('0' + millis % 10));
    put('Z');
  }

  private void raw(byte[] part) {
    room(part.length);
    System.arraycopy(part, 0, bytes, length, part.length);
    length += part.length;
  }

  private void put(char character) {
    room(1);
    bytes[length++] = (byte) character;
  }

  private void room(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
