package dev.weir.engine.deadletter.dialect;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One time that a record was given up on.
 *
 * @param stream the stream it was read from; for share groups, the topic's id where its name was
 *     not known
 * @param entryId id of the entry in a Redis stream
 * @param exception type of what was thrown
 * @param cause type of the exception under it, where the writer tells both
 * @param causeMessage text of {@code cause}
 * @param timestampMillis the record's own time, in epoch milliseconds
 * @param failedAtMillis when it was given up on, where the writer says so
 * @param facts whatever else the writer tells, by header name
 */
public record Hop(
    Dialect dialect,
    Optional<String> stream,
    HeaderNumber partition,
    HeaderNumber offset,
    Optional<String> entryId,
    Optional<String> group,
    Optional<String> exception,
    Optional<String> cause,
    Optional<String> message,
    Optional<String> causeMessage,
    Optional<String> stackTrace,
    OptionalLong timestampMillis,
    OptionalLong failedAtMillis,
    OptionalLong attempts,
    Map<String, String> facts) {

  /** Whether partition and offset tell exactly where the record was. */
  public boolean isAddressed() {
    return stream.isPresent() && partition.known().isPresent() && offset.known().isPresent();
  }
}
