package dev.weir.sample.service;

/**
 * The last ids a consumer has handled, which makes it idempotent: an event delivered again is
 * recognised while it is among the last {@code capacity}/2 to {@code capacity}. Two generations of
 * an open-addressed table; ids are 64 bits of the event's id. For one thread.
 */
public final class RecentIds {
  private final long[][] generations;
  private final int mask;
  private final int generationSize;
  private int current;
  private int size;

  /** Remembers at least half as many ids as {@code capacity}, which must be a power of two. */
  public RecentIds(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("no power of two: " + capacity);
    }
    generations = new long[2][capacity];
    mask = capacity - 1;
    generationSize = capacity / 2;
  }

  /** Remembers the id; false when it was known already. */
  public boolean add(long id) {
    long stored = id == 0 ? 1 : id;
    if (contains(generations[1 - current], stored) || contains(generations[current], stored)) {
      return false;
    }
    if (size == generationSize) {
      current = 1 - current;
      java.util.Arrays.fill(generations[current], 0);
      size = 0;
    }
    long[] table = generations[current];
    int slot = (int) stored & mask;
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = stored;
    size++;
    return true;
  }

  private boolean contains(long[] table, long id) {
    int slot = (int) id & mask;
    while (table[slot] != 0) {
      if (table[slot] == id) {
        return true;
      }
      slot = (slot + 1) & mask;
    }
    return false;
  }
}
