package dev.weir.stream;

import java.time.Duration;

/**
 * An entry that a group was given and has not acknowledged.
 *
 * @param consumer who was given it last
 * @param idle time since then
 * @param deliveries how often it was given
 */
public record PendingEntry(
    StreamRef stream,
    GroupRef group,
    Position.EntryId id,
    String consumer,
    Duration idle,
    long deliveries) {}
