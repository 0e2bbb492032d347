package dev.weir.stream;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A record as it is to be written.
 *
 * @param index its place in the plan, from 0
 * @param partition empty: by key, as the client does
 * @param timestampMillis empty: the time of writing
 * @param headers in this order; for Redis, the entry's fields
 */
public record ReplayRecord(
    int index,
    StreamRef to,
    OptionalInt partition,
    OptionalLong timestampMillis,
    Payload key,
    Payload value,
    List<Header> headers) {
  public ReplayRecord {
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
