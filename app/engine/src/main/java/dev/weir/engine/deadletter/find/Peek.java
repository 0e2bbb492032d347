package dev.weir.engine.deadletter.find;

import dev.weir.stream.Connector;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordBatch;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamRecord;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Reads some records up to the end as it stands, and leaves. */
final class Peek {
  /** Enough for every trace that anybody reads; what is longer is cut for looking only. */
  private static final int PAYLOAD_BYTES = 1 << 16;

  private static final Duration POLL = Duration.ofMillis(250);

  private final Connector connector;

  Peek(Connector connector) {
    this.connector = connector;
  }

  /**
   * Reads.
   *
   * @param deadlineNanos of {@code System.nanoTime()}, after which it stops
   * @param wantsMore takes a record and tells whether it wants another
   * @return whether it came to the end
   */
  boolean read(
      List<StreamRef> streams,
      TailFrom from,
      long deadlineNanos,
      Predicate<StreamRecord> wantsMore) {
    try (RecordCursor cursor = connector.open(streams, from, ReadIsolation.READ_COMMITTED)) {
      while (!cursor.reachedOpeningEnd()) {
        if (System.nanoTime() - deadlineNanos > 0) {
          return false;
        }
        for (RecordBatch batch : cursor.poll(POLL).batches()) {
          for (int i = 0; i < batch.count(); i++) {
            if (!wantsMore.test(batch.record(i, PAYLOAD_BYTES))) {
              return false;
            }
          }
        }
      }
      return true;
    }
  }
}
