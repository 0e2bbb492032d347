package dev.weir.stream;

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
}
