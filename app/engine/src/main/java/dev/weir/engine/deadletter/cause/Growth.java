package dev.weir.engine.deadletter.cause;

import java.util.Arrays;

/** How many died in each of the last 60 minutes. Confined to one thread. */
final class Growth {
  static final int MINUTES = 60;
  private static final long MINUTE_MILLIS = 60_000;

  private final int[] counts = new int[MINUTES];
  private long newestMinute = Long.MIN_VALUE;

  void add(long millis) {
    long minute = Math.floorDiv(millis, MINUTE_MILLIS);
    if (minute > newestMinute) {
      moveTo(minute);
    } else if (minute <= newestMinute - MINUTES) {
      return;
    }
    counts[Math.floorMod(minute, MINUTES)]++;
  }

  private void moveTo(long minute) {
    if (newestMinute == Long.MIN_VALUE || minute - newestMinute >= MINUTES) {
      Arrays.fill(counts, 0);
    } else {
      for (long empty = newestMinute + 1; empty <= minute; empty++) {
        counts[Math.floorMod(empty, MINUTES)] = 0;
      }
    }
    newestMinute = minute;
  }

  /**
   * Counts per minute, oldest first, of the hour that ends with the minute of {@code nowMillis}.
   */
  int[] lastHour(long nowMillis) {
    long now = Math.floorDiv(nowMillis, MINUTE_MILLIS);
    int[] hour = new int[MINUTES];
    for (int i = 0; i < MINUTES; i++) {
      long minute = now - MINUTES + 1 + i;
      if (minute <= newestMinute && minute > newestMinute - MINUTES) {
        hour[i] = counts[Math.floorMod(minute, MINUTES)];
      }
    }
    return hour;
  }
}
