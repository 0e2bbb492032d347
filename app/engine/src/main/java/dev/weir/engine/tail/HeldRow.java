package dev.weir.engine.tail;

import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailGap;

/** A row of a ring, read out of its packed form. */
sealed interface HeldRow {
  record OfRecord(StreamRecord record) implements HeldRow {}

  /**
   * @param noticedMillis epoch milliseconds
   */
  record OfGap(TailGap gap, long noticedMillis) implements HeldRow {}
}
