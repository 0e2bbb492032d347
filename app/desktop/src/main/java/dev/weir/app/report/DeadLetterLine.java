package dev.weir.app.report;

import dev.weir.engine.deadletter.desk.StreamOfLetters;
import dev.weir.engine.deadletter.dialect.Dialect;
import dev.weir.engine.deadletter.find.Evidence;
import dev.weir.engine.deadletter.find.FoundStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream of dead letters as {@code weir dlq list --json} prints it.
 *
 * @param dialects in which its newest records are written
 * @param oldest ISO-8601 in UTC
 * @param origins streams that its newest records came from
 * @param kind "topic" or "redis-stream"; "redis-pending" for a stream with entries that a group was
 *     given often and never acknowledged
 * @param evidence why it is taken for one, strongest first
 * @param pinned the dialect that the user chose
 * @param recordsAtMost whether {@code records} is an upper bound
 */
public record DeadLetterLine(
    String connection,
    String stream,
    List<String> dialects,
    long records,
    Optional<String> oldest,
    Optional<String> newest,
    List<String> origins,
    String kind,
    List<Reason> evidence,
    Optional<String> pinned,
    boolean recordsAtMost) {

  /** A piece of evidence: where it is from, and what it says. */
  public record Reason(String from, String says) {}

  /** What was found, as a line; counted anew where its records are followed. */
  public static DeadLetterLine of(StreamOfLetters row) {
    boolean isCounted = row.reading() instanceof StreamOfLetters.Reading.Live;
    return of(
        row.found(),
        row.records(),
        !isCounted && row.found().recordsAtMost(),
        row.oldestMillis(),
        row.newestMillis());
  }

  /** What was found, as a line. */
  public static DeadLetterLine of(FoundStream found) {
    return of(
        found, found.records(), found.recordsAtMost(), found.oldestMillis(), found.newestMillis());
  }

  private static DeadLetterLine of(
      FoundStream found,
      long records,
      boolean recordsAtMost,
      OptionalLong oldestMillis,
      OptionalLong newestMillis) {
    return new DeadLetterLine(
        found.stream().connection(),
        found.stream().name(),
        found.dialects().stream().sorted().map(Dialect::label).toList(),
        records,
        time(oldestMillis),
        time(newestMillis),
        found.origins(),
        found.pending() ? Dialect.REDIS_PENDING.label() : found.kind().label(),
        found.evidence().stream().map(DeadLetterLine::reason).toList(),
        found.pinned().map(Dialect::label),
        recordsAtMost);
  }

  private static Reason reason(Evidence evidence) {
    return new Reason(evidence.kind().label(), evidence.detail());
  }

  static Optional<String> time(OptionalLong millis) {
    return millis.isPresent()
        ? Optional.of(Instant.ofEpochMilli(millis.getAsLong()).toString())
        : Optional.empty();
  }
}
