package dev.weir.app.report;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A stream as {@code weir streams --json} prints it.
 *
 * @param kind "topic" or "redis-stream"
 * @param length records now held: an upper bound on compacted and transactional topics
 * @param recordsPerS appended per second
 * @param bytesPerS appended per second, as stored
 * @param lastRecordAt ISO-8601 in UTC
 */
public record StreamLine(
    String connection,
    String stream,
    String kind,
    int partitions,
    OptionalLong length,
    OptionalDouble recordsPerS,
    OptionalDouble bytesPerS,
    OptionalInt groups,
    Optional<String> lastRecordAt) {}
