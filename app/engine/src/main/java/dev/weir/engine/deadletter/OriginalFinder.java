package dev.weir.engine.deadletter;

import dev.weir.engine.deadletter.dialect.DeadLetter;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TimestampType;
import java.util.List;
import java.util.Optional;

/**
 * Goes back to where a dead letter came from. Needed where the broker writes dead letters without
 * key and value; useful everywhere. Blocks; any thread.
 */
public final class OriginalFinder {
  private final Connector connector;
  private final RecordFetch fetch;

  /**
   * @param payloadLimitBytes as {@link RecordBatch#record} takes it
   */
  public OriginalFinder(Connector connector, int payloadLimitBytes) {
    this.connector = connector;
    // The reader that failed may well have read what was not committed.
    this.fetch = new RecordFetch(connector, ReadIsolation.READ_UNCOMMITTED, payloadLimitBytes);
  }

  /**
   * The record of the first failure.
   *
   * @throws ConnectorException if the broker does not answer
   */
  public Original find(StreamRecord deadLetter, DeadLetter letter) {
    Optional<Hop> first = letter.oldest();
    if (first.isEmpty()) {
      return new Original.Unaddressed("The record says nothing of where it came from.");
    }
    Hop hop = first.get();
    if (hop.stream().isEmpty()) {
      return new Original.Unaddressed("The record does not name the stream it came from.");
    }
    Optional<Position> position = position(hop);
    if (position.isEmpty()) {
      return new Original.Unaddressed(missing(hop));
    }
    Optional<StreamRef> stream = stream(hop.stream().get());
    if (stream.isEmpty()) {
      return new Original.Lost(
          "The stream " + hop.stream().get() + " is not there any more, or you may not see it.");
    }
    try {
      return read(stream.get(), position.get(), deadLetter);
    } catch (ConnectorException refused) {
      return switch (refused.failure()) {
        case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> throw refused;
        case ConnectorFailure.Missing _,
            ConnectorFailure.Unauthorized _,
            ConnectorFailure.Rejected _ ->
            new Original.Lost(refused.failure().what());
      };
    }
  }

  private static Optional<Position> position(Hop hop) {
    if (hop.entryId().isPresent()) {
      return entryId(hop.entryId().get());
    }
    return hop.isAddressed()
        ? Optional.of(
            new Position.Offset(
                (int) hop.partition().known().getAsLong(), hop.offset().known().getAsLong()))
        : Optional.empty();
  }

  private static Optional<Position> entryId(String text) {
    int dash = text.indexOf('-');
    try {
      return dash < 0
          ? Optional.empty()
          : Optional.of(
              new Position.EntryId(
                  Long.parseUnsignedLong(text.substring(0, dash)),
                  Long.parseUnsignedLong(text.substring(dash + 1))));
    } catch (NumberFormatException notAnId) {
      return Optional.empty();
    }
  }

  private static String missing(Hop hop) {
    for (HeaderNumber number : List.of(hop.partition(), hop.offset())) {
      if (number instanceof HeaderNumber.Ambiguous(long asText, long asBinary)) {
        return "A number of its address can be read as "
            + asText
            + " (text) or "
            + asBinary
            + " (binary): pin the stream's dialect to settle it.";
      }
    }
    return "The record does not tell the partition and offset it came from.";
  }

  /** By name; by id where the broker knew only that when the record died. */
  private Optional<StreamRef> stream(String nameOrId) {
    for (StreamInfo info : connector.streams()) {
      if (info.stream().name().equals(nameOrId)) {
        return Optional.of(info.stream());
      }
    }
    for (StreamInfo info : connector.streams()) {
      if (!info.identity().isEmpty() && info.identity().equals(nameOrId)) {
        return Optional.of(info.stream());
      }
    }
    return Optional.empty();
  }

  private Original read(StreamRef stream, Position position, StreamRecord deadLetter) {
    return fetch
        .at(stream, position)
        .<Original>map(record -> new Original.Found(record, warning(record, deadLetter)))
        .orElseGet(() -> gone(stream, position));
  }

  private static Original gone(StreamRef stream, Position position) {
    return new Original.Lost(
        "The record "
            + position
            + " of "
            + stream.name()
            + " has expired, was deleted or compacted away: the payload is lost.");
  }

  /** A stream that was created again has other records at the same places. */
  private static String warning(StreamRecord record, StreamRecord deadLetter) {
    boolean newer =
        record.timestampType() != TimestampType.NONE
            && deadLetter.timestampType() != TimestampType.NONE
            && record.timestampMillis() > deadLetter.timestampMillis();
    return newer
        ? "It is newer than its dead letter: the stream may have been created again since."
        : "";
  }
}
