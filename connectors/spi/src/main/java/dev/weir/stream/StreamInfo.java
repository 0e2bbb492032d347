package dev.weir.stream;

import java.util.Optional;

/**
 * A stream as a listing tells of it.
 *
 * @param identity what tells a re-created stream from the old one (Kafka: the topic id); empty
 *     where the broker has none
 * @param partitions number of partitions, 1 for Redis
 * @param internal whether the broker keeps it for itself
 * @param deadLetterEvidence why the broker's own configuration says it is a dead-letter stream
 */
public record StreamInfo(
    StreamRef stream,
    StreamKind kind,
    String identity,
    int partitions,
    boolean internal,
    Optional<String> deadLetterEvidence) {}
