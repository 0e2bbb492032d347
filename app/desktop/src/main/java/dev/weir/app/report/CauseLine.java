package dev.weir.app.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.engine.deadletter.cause.CauseRow;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.Position;
import java.util.List;
import java.util.Optional;

/**
 * A cause as {@code weir dlq causes --json} prints it.
 *
 * @param id the same in every run
 * @param exception null where the writer names none
 * @param message with what differs from record to record masked
 * @param frame first frame of the stack trace
 * @param first ISO-8601 in UTC
 * @param lastHour deaths per minute of the last 60 minutes, oldest first
 * @param sample where the newest of its records is
 * @param sampleMessage the newest record's own message
 */
public record CauseLine(
    String id,
    Optional<String> exception,
    Optional<String> message,
    Optional<String> frame,
    Optional<String> origin,
    Optional<String> group,
    long records,
    Optional<String> first,
    Optional<String> last,
    List<String> dialects,
    List<Integer> lastHour,
    Place sample,
    Optional<String> sampleMessage) {

  /** Partition and offset, or an entry's id. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Place(
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Integer> partition,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Long> offset,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> id) {
    static Place of(Position position) {
      return switch (position) {
        case Position.Offset(int partition, long offset) ->
            new Place(Optional.of(partition), Optional.of(offset), Optional.empty());
        case Position.EntryId id ->
            new Place(Optional.empty(), Optional.empty(), Optional.of(id.toString()));
      };
    }
  }

  /** A cause, as a line. */
  public static CauseLine of(CauseRow row) {
    return new CauseLine(
        row.id(),
        row.key().exception(),
        row.key().message(),
        row.key().frame(),
        row.key().origin(),
        row.key().group(),
        row.records(),
        DeadLetterLine.time(row.firstMillis()),
        DeadLetterLine.time(row.lastMillis()),
        row.dialects().stream().sorted().map(Dialect::label).toList(),
        row.lastHour(),
        Place.of(row.sample()),
        row.sampleMessage());
  }
}
