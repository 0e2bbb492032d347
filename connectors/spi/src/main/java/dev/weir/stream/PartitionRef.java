package dev.weir.stream;

import org.jspecify.annotations.Nullable;

/**
 * One partition of a stream. A Redis stream has exactly one, numbered 0.
 *
 * @param stream the stream
 * @param partition the partition's number, from 0
 */
public record PartitionRef(StreamRef stream, int partition) implements Comparable<PartitionRef> {
  @Override
  public int compareTo(PartitionRef other) {
    int byStream = stream.compareTo(other.stream);
    return byStream != 0 ? byStream : Integer.compare(partition, other.partition);
  }

  // Written out, as it is a key of maps that are looked into all the time: what a record brings by
  // itself goes through method handles, which packages' one compiler does not make quick.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PartitionRef that
        && partition == that.partition
        && stream.equals(that.stream);
  }

  @Override
  public int hashCode() {
    return 31 * stream.hashCode() + partition;
  }
}
