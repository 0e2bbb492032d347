package dev.weir.sample.service;

/**
 * How far orders have come, for the last {@code capacity} order numbers. One word per order: its
 * number and what has happened to it. For one thread.
 */
final class OrderProgress {
  static final int PAID = 1;
  static final int RESERVED = 2;
  static final int DONE = 4;

  private static final int FLAG_BITS = 4;

  private final long[] words;

  OrderProgress(int capacity) {
    words = new long[capacity];
  }

  /** Adds what happened and returns all that has. */
  int add(long order, int flag) {
    int slot = (int) (order % words.length);
    long word = words[slot];
    if (word >>> FLAG_BITS != order + 1) {
      word = (order + 1) << FLAG_BITS;
    }
    words[slot] = word | flag;
    return (int) (words[slot] & 15);
  }
}
