package dev.weir.stream;

/**
 * Records of one partition as one fetch delivered them, still in the client's buffers. Reading a
 * timestamp or a size allocates nothing; {@link #record} copies. Holding a batch holds the whole
 * fetch in memory, so it must not outlive a bounded queue.
 *
 * <p>Thread-safe for readers once handed over.
 */
public interface RecordBatch {
  StreamRef stream();

  /** The partition all records are of, 0 for a Redis stream. */
  int partition();

  /** Epoch milliseconds of the console's clock when the fetch answered. */
  long receivedMillis();

  /** Number of records, at least 1. */
  int count();

  /** Sum of {@link #sizeBytes} over all records. */
  long bytes();

  TimestampType timestampType();

  /** Epoch milliseconds of record {@code index}, 0 to {@code count() - 1}. */
  long timestampMillis(int index);

  /** True length in bytes of key, value and headers of record {@code index}. */
  int sizeBytes(int index);

  Position position(int index);

  /**
   * Copies record {@code index}.
   *
   * @param payloadLimitBytes key, value and each header value are cut to this length
   */
  StreamRecord record(int index, int payloadLimitBytes);
}
