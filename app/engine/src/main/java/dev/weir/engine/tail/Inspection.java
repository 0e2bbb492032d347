package dev.weir.engine.tail;

import dev.weir.engine.decode.Decoded;
import java.util.List;
import java.util.OptionalLong;

/**
 * One record decoded for reading.
 *
 * @param headers in order, duplicates kept
 * @param ageAtReceiptMillis received minus timestamp; may be negative: then clocks differ
 */
public record Inspection(
    TailRow.Kept row,
    Decoded key,
    Decoded value,
    List<DecodedHeader> headers,
    OptionalLong ageAtReceiptMillis,
    String hexDump) {
  public Inspection {
    headers = List.copyOf(headers);
  }

  /** A header with its value decoded. */
  public record DecodedHeader(String name, Decoded value) {}
}
