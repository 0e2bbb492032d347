package dev.weir.stream;

import java.util.List;

/** What one poll of a cursor brought. Both lists may be empty. */
public record TailPoll(List<RecordBatch> batches, List<TailGap> gaps) {
  /** Nothing came in the time given. */
  public static final TailPoll EMPTY = new TailPoll(List.of(), List.of());

  public TailPoll {
    batches = List.copyOf(batches);
    gaps = List.copyOf(gaps);
  }
}
