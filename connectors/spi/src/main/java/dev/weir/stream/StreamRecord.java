package dev.weir.stream;

import java.util.List;

/**
 * A record read from a stream, copied out of the client's buffers. Immutable by convention: nobody
 * writes to the arrays it carries.
 *
 * @param timestampMillis epoch milliseconds; meaningless where {@code timestampType} is NONE
 * @param receivedMillis epoch milliseconds of the console's clock when the fetch answered
 * @param value for a Redis entry: the payload field if it has exactly one field, else a JSON object
 *     of its fields as text
 * @param headers in the broker's order, duplicates kept; for a Redis entry, its fields
 * @param sizeBytes true length of key, value and headers together, before any cut
 */
public record StreamRecord(
    StreamRef stream,
    Position position,
    long timestampMillis,
    TimestampType timestampType,
    long receivedMillis,
    Payload key,
    Payload value,
    List<Header> headers,
    int sizeBytes) {
  public StreamRecord {
    headers = List.copyOf(headers);
  }

  /** The partition, 0 for a Redis stream. */
  public int partition() {
    return switch (position) {
      case Position.Offset offset -> offset.partition();
      case Position.EntryId _ -> 0;
    };
  }
}
