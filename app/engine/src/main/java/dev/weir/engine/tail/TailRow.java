package dev.weir.engine.tail;

import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailGap;

/** A row of a tail. */
public sealed interface TailRow {
  /** Counts up per tail, never reused: what a selection holds on to. */
  long id();

  /**
   * A record kept.
   *
   * @param keyPreview first characters of the decoded key, one line
   * @param valuePreview first characters of the decoded value, one line
   */
  record Kept(long id, StreamRecord record, String keyPreview, String valuePreview)
      implements TailRow {}

  /**
   * Where records were passed without reading. Shown whatever the filter.
   *
   * @param noticedMillis epoch milliseconds
   */
  record Passed(long id, TailGap gap, long noticedMillis) implements TailRow {}
}
