package dev.weir.stream;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream's bounds and size at one moment.
 *
 * @param endsCountAppends whether {@code end} grows by one per record appended. False for a Redis
 *     before 7.0, where only the length is known and trimming hides appends
 * @param bytes size on the broker: Kafka, the leaders' log size compressed; Redis, memory; empty
 *     where the broker would not say
 * @param length records now held: an upper bound on compacted and transactional topics
 * @param failure why some partitions are missing; the others are still true
 */
public record StreamEnds(
    StreamRef stream,
    String identity,
    List<PartitionEnds> partitions,
    boolean endsCountAppends,
    OptionalLong bytes,
    long length,
    Optional<ConnectorFailure> failure) {
  public StreamEnds {
    partitions = List.copyOf(partitions);
  }

  /** Sum of the partitions' ends. */
  public long totalEnd() {
    long total = 0;
    for (PartitionEnds partition : partitions) {
      total += partition.end();
    }
    return total;
  }
}
