package dev.weir.engine.lag;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Where one partition ended at which moments, to tell when its end passed an offset. Keeps the
 * present fine and the past ever coarser, in bounded space. Confined to one thread.
 */
final class EndRing {
  private final int most;

  private long[] ends = new long[16];
  private long[] times = new long[16];
  private int size;

  /**
   * @param most samples kept
   */
  EndRing(int most) {
    this.most = most;
  }

  boolean isNewer(long atMillis) {
    return size == 0 || atMillis > times[size - 1];
  }

  /** Adds a sample; one that is older than the newest is ignored. */
  void add(long end, long atMillis) {
    if (size > 0) {
      if (atMillis <= times[size - 1]) {
        return;
      }
      if (end < ends[size - 1]) {
        // Truncated or made anew: what was before says nothing of this log.
        size = 0;
      } else if (size > 1 && end == ends[size - 1] && end == ends[size - 2]) {
        times[size - 1] = atMillis;
        return;
      }
    }
    if (size == most) {
      thinOlderHalf();
    } else if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      times = Arrays.copyOf(times, size * 2);
    }
    ends[size] = end;
    times[size] = atMillis;
    size++;
  }

  void clear() {
    size = 0;
  }

  /**
   * When the record at {@code offset} was appended, in epoch milliseconds: interpolated between the
   * last sample that did not yet have it and the next. Empty where that was before the first
   * sample, or has not been seen to happen yet.
   */
  OptionalLong passedAt(long offset) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ends[middle] <= offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || low == size) {
      return OptionalLong.empty();
    }
    double share = (double) (offset - ends[low - 1]) / (ends[low] - ends[low - 1]);
    return OptionalLong.of(times[low - 1] + (long) (share * (times[low] - times[low - 1])));
  }

  /** Drops every other sample of the older half: interpolating over the gap loses little. */
  private void thinOlderHalf() {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i >= size / 2 || i % 2 == 0) {
        ends[kept] = ends[i];
        times[kept] = times[i];
        kept++;
      }
    }
    size = kept;
  }
}
