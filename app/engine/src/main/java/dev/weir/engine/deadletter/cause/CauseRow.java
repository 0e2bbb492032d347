package dev.weir.engine.deadletter.cause;

import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.Position;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A cause and what is known of its records.
 *
 * @param id as {@link CauseKey#id}
 * @param dialects in which its records are written; empty where they say nothing
 * @param firstMillis when the first of them died, in epoch milliseconds: the writer's word, else
 *     the record's timestamp
 * @param lastHour deaths per minute of the last 60 minutes, oldest first
 * @param sampleMessage message of the newest record, as written
 * @param sample place of its newest record
 */
public record CauseRow(
    String id,
    CauseKey key,
    Set<Dialect> dialects,
    long records,
    OptionalLong firstMillis,
    OptionalLong lastMillis,
    List<Integer> lastHour,
    Optional<String> sampleMessage,
    Position sample) {
  public CauseRow {
    dialects = Set.copyOf(dialects);
    lastHour = List.copyOf(lastHour);
  }
}
