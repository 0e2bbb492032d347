package dev.weir.engine.deadletter.find;

import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A stream with dead letters, or with entries that a group was given often and never acknowledged.
 *
 * @param pending whether it is no dead-letter stream, but has such entries
 * @param evidence strongest first, at least one
 * @param dialects seen in its newest records
 * @param pinned the dialect that the user chose
 * @param records dead letters held; pending entries if {@code pending}
 * @param recordsAtMost whether {@code records} is an upper bound: offsets are not all records
 * @param oldestMillis timestamp of the oldest record, in epoch milliseconds
 * @param origins streams that the newest records came from
 */
public record FoundStream(
    StreamRef stream,
    StreamKind kind,
    boolean pending,
    List<Evidence> evidence,
    Set<Dialect> dialects,
    Optional<Dialect> pinned,
    long records,
    boolean recordsAtMost,
    OptionalLong oldestMillis,
    OptionalLong newestMillis,
    List<String> origins) {
  public FoundStream {
    evidence = List.copyOf(evidence);
    dialects = Set.copyOf(dialects);
    origins = List.copyOf(origins);
  }
}
