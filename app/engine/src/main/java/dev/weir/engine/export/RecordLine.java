package dev.weir.engine.export;

import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a line tells of a record. Anything may be left out of a line written by hand.
 *
 * @param stream name of the stream it was read from
 * @param timestampMillis epoch milliseconds
 * @param isCut whether bytes are missing that the record had where it was read from
 */
public record RecordLine(
    Optional<String> stream,
    OptionalInt partition,
    Optional<Position> position,
    OptionalLong timestampMillis,
    Payload key,
    Payload value,
    List<Header> headers,
    boolean isCut) {
  public RecordLine {
    headers = List.copyOf(headers);
  }
}
