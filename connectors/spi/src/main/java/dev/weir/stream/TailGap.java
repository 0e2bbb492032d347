package dev.weir.stream;

/**
 * Records that a cursor could not read although it passed them: expired, truncated, or skipped on
 * purpose.
 *
 * @param records how many, as the difference of positions: an upper bound on compacted and
 *     transactional topics; -1 where unknown
 * @param reason in words for an operator
 */
public record TailGap(PartitionRef partition, long records, String reason) {}
