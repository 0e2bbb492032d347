package dev.weir.connector.kafka;

import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * What one group told of its partitions, a row for each, in columns: of a large cluster there are
 * hundreds of thousands. Confined to one thread.
 */
final class Commits {
  /** Of a partition on which the group has committed nothing. */
  static final long NONE = -1;

  private TopicPartition[] partitions;
  private long[] offsets;
  private long[] brokerLags;
  private int size;

  Commits(int expected) {
    partitions = new TopicPartition[expected];
    offsets = new long[expected];
    brokerLags = new long[expected];
  }

  /**
   * @param offset {@link #NONE} where nothing is committed
   * @param brokerLag of share groups; -1 where the broker does not tell
   */
  void add(TopicPartition partition, long offset, long brokerLag) {
    if (size == partitions.length) {
      int room = Math.max(8, size * 2);
      partitions = Arrays.copyOf(partitions, room);
      offsets = Arrays.copyOf(offsets, room);
      brokerLags = Arrays.copyOf(brokerLags, room);
    }
    partitions[size] = partition;
    offsets[size] = offset;
    brokerLags[size] = brokerLag;
    size++;
  }

  int size() {
    return size;
  }

  TopicPartition partition(int row) {
    return partitions[row];
  }

  long offset(int row) {
    return offsets[row];
  }

  long brokerLag(int row) {
    return brokerLags[row];
  }

  Set<TopicPartition> partitions() {
    return new HashSet<>(Arrays.asList(partitions).subList(0, size));
  }

  /** Empty where the group has committed nothing. Looks through all rows. */
  OptionalLong committed(TopicPartition partition) {
    for (int row = 0; row < size; row++) {
      if (partitions[row].equals(partition)) {
        return offsets[row] < 0 ? OptionalLong.empty() : OptionalLong.of(offsets[row]);
      }
    }
    return OptionalLong.empty();
  }
}
