package dev.weir.engine.tail;

import org.jspecify.annotations.Nullable;

/** Rows by age: grows at both ends, shrinks at the old one, and any row is found at once. */
final class RowDeque {
  private @Nullable HeldRow[] rows = new HeldRow[64];
  private int oldest;
  private int size;

  int size() {
    return size;
  }

  /** 0 is the oldest. */
  HeldRow get(int index) {
    HeldRow row = rows[(oldest + index) & (rows.length - 1)];
    if (index < 0 || index >= size || row == null) {
      throw new IndexOutOfBoundsException(index + " of " + size);
    }
    return row;
  }

  void addNewest(HeldRow row) {
    growIfFull();
    rows[(oldest + size) & (rows.length - 1)] = row;
    size++;
  }

  void addOldest(HeldRow row) {
    growIfFull();
    oldest = (oldest - 1) & (rows.length - 1);
    rows[oldest] = row;
    size++;
  }

  HeldRow removeOldest() {
    HeldRow row = get(0);
    rows[oldest] = null;
    oldest = (oldest + 1) & (rows.length - 1);
    size--;
    return row;
  }

  void clear() {
    rows = new HeldRow[64];
    oldest = 0;
    size = 0;
  }

  /** Index of the row with {@code id}, -1 if it is not there. Ids ascend from the oldest. */
  int indexOf(long id) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = get(middle).id();
      if (found == id) {
        return middle;
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private void growIfFull() {
    if (size < rows.length) {
      return;
    }
    @Nullable HeldRow[] larger = new HeldRow[rows.length * 2];
    for (int i = 0; i < size; i++) {
      larger[i] = rows[(oldest + i) & (rows.length - 1)];
    }
    rows = larger;
    oldest = 0;
  }
}
