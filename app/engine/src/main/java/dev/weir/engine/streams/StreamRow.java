package dev.weir.engine.streams;

import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One stream in the table.
 *
 * @param length records held: an upper bound on compacted and transactional topics
 * @param recordsPerSecond appended, over the last 10 s
 * @param bytesPerSecond appended: exact where tailed, else from the broker's log sizes
 * @param latencyP99Millis of the last minute, where the stream is tailed
 * @param latencyRecords that it is of
 * @param skew busiest partition's rate against the mean, 1 = even
 * @param retentionMillis -1 for ever
 * @param groups groups that read it
 * @param lastRecordAtMillis epoch milliseconds of the newest record seen or noticed
 * @param spark records per second over the last five minutes, oldest first
 * @param problem what is wrong with it, or why figures are missing
 */
public record StreamRow(
    StreamRef stream,
    StreamKind kind,
    StreamRole role,
    int partitions,
    long length,
    OptionalDouble recordsPerSecond,
    OptionalDouble bytesPerSecond,
    OptionalDouble latencyP99Millis,
    long latencyRecords,
    OptionalDouble skew,
    OptionalLong retentionMillis,
    int groups,
    OptionalLong lastRecordAtMillis,
    float[] spark,
    boolean favourite,
    Optional<String> problem) {

  /** Whether it is a dead-letter stream that holds records. */
  public boolean holdsDeadLetters() {
    return role == StreamRole.DEAD_LETTER && length > 0;
  }

  /** Whether someone should look at it: it holds dead letters, or something is wrong with it. */
  public boolean isTroubled() {
    return holdsDeadLetters() || problem.isPresent();
  }
}
