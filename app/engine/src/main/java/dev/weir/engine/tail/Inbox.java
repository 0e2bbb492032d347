package dev.weir.engine.tail;

import dev.weir.stream.RecordBatch;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Batches on their way from the readers to the engine's thread, bounded in bytes: where more comes
 * than is taken out, the oldest goes, counted. Its records were counted as seen before. Any thread
 * may put and take.
 */
final class Inbox {
  private final ConcurrentLinkedQueue<RecordBatch> batches = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong records = new AtomicLong();
  private final AtomicLong droppedRecords = new AtomicLong();
  private final long limitBytes;

  Inbox(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Adds a batch, and drops the oldest while there is too much. The newest always stays. */
  void put(RecordBatch batch) {
    batches.add(batch);
    bytes.addAndGet(batch.bytes());
    records.addAndGet(batch.count());
    while (bytes.get() > limitBytes && records.get() > batch.count()) {
      RecordBatch oldest = take();
      if (oldest == null) {
        break;
      }
      droppedRecords.addAndGet(oldest.count());
    }
  }

  /** The oldest batch, or null. */
  @Nullable RecordBatch take() {
    RecordBatch oldest = batches.poll();
    if (oldest != null) {
      bytes.addAndGet(-oldest.bytes());
      records.addAndGet(-oldest.count());
    }
    return oldest;
  }

  /** Drops all, uncounted. */
  void clear() {
    while (take() != null) {
      // Until it is empty.
    }
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  /** Whether a reader that can wait should wait. */
  boolean isHalfFull() {
    return bytes.get() > limitBytes / 2;
  }

  /** Bytes of payload now held. */
  long bytes() {
    return bytes.get();
  }

  long droppedRecords() {
    return droppedRecords.get();
  }
}
