package dev.weir.engine.tail;

/** Numbers of rows, ascending from the oldest: grows at both ends, shrinks at the old one. */
final class RowIds {
  private long[] ids = new long[64];
  private int oldest;
  private int size;

  int size() {
    return size;
  }

  /** 0 is the oldest. */
  long get(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    return ids[(oldest + index) & (ids.length - 1)];
  }

  void addNewest(long id) {
    growIfFull();
    ids[(oldest + size) & (ids.length - 1)] = id;
    size++;
  }

  void addOldest(long id) {
    growIfFull();
    oldest = (oldest - 1) & (ids.length - 1);
    ids[oldest] = id;
    size++;
  }

  void removeOldest() {
    oldest = (oldest + 1) & (ids.length - 1);
    size--;
  }

  void clear() {
    ids = new long[64];
    oldest = 0;
    size = 0;
  }

  private void growIfFull() {
    if (size < ids.length) {
      return;
    }
    long[] more = new long[size * 2];
    System.arraycopy(ids, oldest, more, 0, size - oldest);
    System.arraycopy(ids, 0, more, size - oldest, oldest);
    ids = more;
    oldest = 0;
  }
}
