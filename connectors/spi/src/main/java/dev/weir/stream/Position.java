package dev.weir.stream;

/** Where a record stands in its stream. */
public sealed interface Position {

  /** A record in a Kafka partition. */
  record Offset(int partition, long offset) implements Position {
    @Override
    public String toString() {
      return partition + "@" + offset;
    }
  }

  /**
   * An entry of a Redis stream.
   *
   * @param millis the id's first part; the server's clock at XADD unless the producer chose the id
   * @param sequence the id's second part, unsigned
   */
  record EntryId(long millis, long sequence) implements Position {
    @Override
    public String toString() {
      return millis + "-" + Long.toUnsignedString(sequence);
    }
  }
}
