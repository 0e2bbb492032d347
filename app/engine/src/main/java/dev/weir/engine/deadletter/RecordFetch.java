package dev.weir.engine.deadletter;

import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailPoll;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Fetches one record by its place. Blocks; any thread. */
public final class RecordFetch {
  private static final Duration POLL = Duration.ofMillis(250);
  private static final int TRIES = 20;

  private final Connector connector;
  private final ReadIsolation isolation;
  private final int payloadLimitBytes;

  /**
   * @param isolation whether a record of a transaction that is open or aborted counts
   * @param payloadLimitBytes as {@link RecordBatch#record} takes it
   */
  public RecordFetch(Connector connector, ReadIsolation isolation, int payloadLimitBytes) {
    this.connector = connector;
    this.isolation = isolation;
    this.payloadLimitBytes = payloadLimitBytes;
  }

  /**
   * The record at exactly that place; empty if there is none any more, or not yet.
   *
   * @throws ConnectorException if the broker does not answer or the stream is not there
   */
  public Optional<StreamRecord> at(StreamRef stream, Position position) {
    try (RecordCursor cursor =
        connector.open(List.of(stream), new TailFrom.At(position), isolation)) {
      for (int i = 0; i < TRIES && (i == 0 || !cursor.reachedOpeningEnd()); i++) {
        TailPoll poll = cursor.poll(POLL);
        if (!poll.gaps().isEmpty()) {
          return Optional.empty();
        }
        for (RecordBatch batch : poll.batches()) {
          return batch.position(0).equals(position)
              ? Optional.of(batch.record(0, payloadLimitBytes))
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
