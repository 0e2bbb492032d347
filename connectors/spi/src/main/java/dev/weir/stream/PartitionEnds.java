package dev.weir.stream;

/**
 * A partition's bounds at one moment.
 *
 * @param logStart first readable offset; Redis: entries ever added minus length
 * @param end offset of the next record a reader may get (Kafka: high watermark); Redis: entries
 *     ever added
 * @param leaderEpoch Kafka's leader epoch, -1 where unknown
 * @param atMillis console's epoch milliseconds half-way between request and answer
 * @param monotonicNanos {@code System.nanoTime()} of the same moment, for rates
 */
public record PartitionEnds(
    PartitionRef partition,
    long logStart,
    long end,
    int leaderEpoch,
    long atMillis,
    long monotonicNanos) {}
