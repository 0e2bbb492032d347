package dev.weir.app.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.engine.deadletter.dialect.HeaderNumber;
import dev.weir.engine.deadletter.dialect.Hop;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One failure of a record as {@code weir dlq show --json} prints it.
 *
 * @param topic the stream it was read from
 * @param partition null where unknown or ambiguous
 * @param ambiguous both ways to read numbers that are ambiguous
 * @param id of the entry it was, for Redis
 * @param timestamp the record's own time, or when it was given up on; ISO-8601 in UTC
 */
public record HopLine(
    String dialect,
    Optional<String> topic,
    OptionalLong partition,
    OptionalLong offset,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> id,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Both> ambiguous,
    Optional<String> group,
    Optional<String> exception,
    Optional<String> cause,
    Optional<String> message,
    Optional<String> timestamp,
    Optional<String> failedAt,
    OptionalLong attempts,
    Map<String, String> facts,
    Optional<String> stackTrace) {

  /** A number as text, and as binary. */
  public record Both(long text, long binary) {}

  /** A failure, as a line. */
  public static HopLine of(Hop hop) {
    var ambiguous = new java.util.LinkedHashMap<String, Both>();
    note(ambiguous, "partition", hop.partition());
    note(ambiguous, "offset", hop.offset());
    return new HopLine(
        hop.dialect().label(),
        hop.stream(),
        hop.partition().known(),
        hop.offset().known(),
        hop.entryId(),
        ambiguous,
        hop.group(),
        hop.exception(),
        hop.cause(),
        hop.message(),
        DeadLetterLine.time(
            hop.timestampMillis().isPresent() ? hop.timestampMillis() : hop.failedAtMillis()),
        DeadLetterLine.time(hop.failedAtMillis()),
        hop.attempts(),
        hop.facts(),
        hop.stackTrace());
  }

  private static void note(Map<String, Both> ambiguous, String name, HeaderNumber number) {
    if (number instanceof HeaderNumber.Ambiguous(long asText, long asBinary)) {
      ambiguous.put(name, new Both(asText, asBinary));
    }
  }
}
