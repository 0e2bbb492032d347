package dev.weir.engine.tail;

import dev.weir.stream.RecordBatch;
import dev.weir.stream.TailGap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Batches and gaps on their way from the readers to the engine's thread, in order. Nothing is ever
 * dropped: a reader that finds it full waits, while what it has not fetched yet stays on the
 * broker. Any thread may put and take.
 */
final class Inbox {
  private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long limitBytes;

  /** What comes from a cursor. */
  sealed interface Item {
    record Records(RecordBatch batch) implements Item {}

    /**
     * @param noticedMillis epoch milliseconds
     */
    record Gap(TailGap gap, long noticedMillis) implements Item {}
  }

  /**
   * @param limitBytes of payload; what one poll brought goes in as a whole
   */
  Inbox(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  void put(RecordBatch batch) {
    bytes.addAndGet(batch.bytes());
    items.add(new Item.Records(batch));
  }

  void put(TailGap gap, long noticedMillis) {
    items.add(new Item.Gap(gap, noticedMillis));
  }

  /** The oldest, or null. */
  @Nullable Item take() {
    Item oldest = items.poll();
    if (oldest instanceof Item.Records(RecordBatch batch)) {
      bytes.addAndGet(-batch.bytes());
    }
    return oldest;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Whether a reader of old records should wait, so that nothing has to be passed over. */
  boolean isHalfFull() {
    return bytes.get() > limitBytes / 2;
  }

  /** Whether every reader should wait. */
  boolean isFull() {
    return bytes.get() > limitBytes;
  }

  /** Bytes of payload now held. */
  long bytes() {
    return bytes.get();
  }
}
