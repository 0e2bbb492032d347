package dev.weir.stream;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A record that is to be added to a stream, byte for byte.
 *
 * @param partition empty: by key, as the client does; Redis has none
 * @param timestampMillis empty: the time of writing; Redis gives its own
 * @param headers in this order; for Redis the entry's fields, and where there are none, key and
 *     value become the fields "key" and "value"
 */
public record NewRecord(
    OptionalInt partition,
    OptionalLong timestampMillis,
    Payload key,
    Payload value,
    List<Header> headers) {
  public NewRecord {
    headers = List.copyOf(headers);
  }

  /** Bytes of key, value and headers. */
  public long bytes() {
    long bytes = (long) key.trueLength() + value.trueLength();
    for (Header header : headers) {
      bytes += header.name().length() + (long) header.value().trueLength();
    }
    return bytes;
  }
}
