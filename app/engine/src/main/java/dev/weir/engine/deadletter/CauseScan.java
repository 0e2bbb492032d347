package dev.weir.engine.deadletter;

import dev.weir.engine.deadletter.cause.CauseTable;
import dev.weir.engine.deadletter.dialect.DeadLetterReader;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.time.Duration;
import java.util.List;

/**
 * Reads a stream of dead letters from its beginning to its end as it stands, and counts their
 * causes. Records of transactions that were aborted are not read. Holds one fetch at a time.
 * Blocks; confined to one thread.
 */
public final class CauseScan {
  /** Enough for the traces of nearly all failures; of longer ones the beginning counts. */
  private static final int PAYLOAD_BYTES = 1 << 16;

  private static final Duration POLL = Duration.ofMillis(250);

  private final Connector connector;
  private final StreamRef stream;
  private final DeadLetterReader reader;

  public CauseScan(Connector connector, StreamRef stream, DeadLetterReader reader) {
    this.connector = connector;
    this.stream = stream;
    this.reader = reader;
  }

  /** Is told how far it is. On the thread that reads. */
  public interface Progress {
    /**
     * Called after each poll.
     *
     * @param records read so far
     * @param bytes their true size
     * @param expected records held when it began: an upper bound where offsets are not all records
     * @return whether to go on
     */
    boolean read(long records, long bytes, long expected);
  }

  /**
   * Reads.
   *
   * @param lost records that expired while they were about to be read
   * @param complete false if it was told not to go on
   */
  public record Outcome(long records, long bytes, long lost, boolean complete) {}

  /**
   * Counts causes into {@code table}.
   *
   * @throws ConnectorException if the broker goes away or the stream is not there
   */
  public Outcome run(CauseTable table, Progress progress) {
    long expected = connector.ends(List.of(stream)).stream().mapToLong(StreamEnds::length).sum();
    long records = 0;
    long bytes = 0;
    long lost = 0;
    try (RecordCursor cursor =
        connector.open(List.of(stream), new TailFrom.Earliest(), ReadIsolation.READ_COMMITTED)) {
      while (!cursor.reachedOpeningEnd()) {
        var poll = cursor.poll(POLL);
        for (TailGap gap : poll.gaps()) {
          lost += Math.max(0, gap.records());
        }
        for (RecordBatch batch : poll.batches()) {
          for (int i = 0; i < batch.count(); i++) {
            StreamRecord record = batch.record(i, PAYLOAD_BYTES);
            table.add(record, reader.read(record));
          }
          records += batch.count();
          bytes += batch.bytes();
        }
        if (!progress.read(records, bytes, expected)) {
          return new Outcome(records, bytes, lost, false);
        }
      }
    }
    return new Outcome(records, bytes, lost, true);
  }
}
