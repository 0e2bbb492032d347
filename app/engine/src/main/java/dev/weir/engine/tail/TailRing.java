package dev.weir.engine.tail;

import java.util.function.Predicate;

/**
 * The newest rows of a tail, bounded by rows and bytes, and which of them the filter lets through.
 * Rows that a new filter hides stay while there is room, so that taking it away shows them again.
 * Confined to one thread.
 *
 * <p>A row shown has a place that never changes: the first after a filter was set has place 0, the
 * next 1; rows that were held before count down from -1.
 */
final class TailRing {
  private final RowDeque held = new RowDeque();
  private final RowDeque shown = new RowDeque();
  private int mostRows;
  private long mostBytes;
  private long heapBytes;

  /** Oldest rows held that the present filter has not looked at. */
  private int pending;

  private long nextPlace;
  private long tested;
  private long matched;
  private long dropped;
  private int gapsShown;

  TailRing(int mostRows, long mostBytes) {
    this.mostRows = mostRows;
    this.mostBytes = mostBytes;
  }

  /** New bounds; what is over them goes at once. */
  void limit(int rows, long bytes) {
    mostRows = rows;
    mostBytes = bytes;
    evict();
  }

  /** The filter has looked at a record and did not let it through. */
  void passedOver() {
    tested++;
  }

  /** Adds a row that the filter let through. Its id must be higher than all before. */
  void append(HeldRow row) {
    tested++;
    matched++;
    held.addNewest(row);
    shown.addNewest(row);
    nextPlace++;
    heapBytes += row.heapBytes();
    evict();
  }

  /** Adds a row that tells of a gap: it is shown whatever the filter, and counts for nothing. */
  void appendGap(HeldRow row) {
    held.addNewest(row);
    shown.addNewest(row);
    gapsShown++;
    nextPlace++;
    heapBytes += row.heapBytes();
    evict();
  }

  /** Begins to filter anew: counts start at 0, and all rows held wait for {@link #refilterOne}. */
  void startFilter() {
    shown.clear();
    gapsShown = 0;
    pending = held.size();
    nextPlace = 0;
    tested = 0;
    matched = 0;
    dropped = 0;
  }

  /** Lets the newest waiting row through {@code filter}, or not. */
  void refilterOne(Predicate<HeldRow> filter) {
    HeldRow row = held.get(pending - 1);
    pending--;
    if (row.isGap()) {
      gapsShown++;
      shown.addOldest(row);
      return;
    }
    tested++;
    if (filter.test(row)) {
      matched++;
      shown.addOldest(row);
    }
  }

  boolean isRefiltering() {
    return pending > 0;
  }

  private void evict() {
    while (held.size() > mostRows || (heapBytes > mostBytes && held.size() > 1)) {
      HeldRow gone = held.removeOldest();
      heapBytes -= gone.heapBytes();
      if (pending > 0) {
        pending--;
      } else if (shown.size() > 0 && shown.get(0).id() == gone.id()) {
        shown.removeOldest();
        if (gone.isGap()) {
          gapsShown--;
        } else {
          dropped++;
        }
      }
    }
  }

  /** Whether the next row pushes another out. */
  boolean isFull() {
    return held.size() >= mostRows || heapBytes >= mostBytes * 9 / 10;
  }

  RowDeque held() {
    return held;
  }

  /** Rows that the filter lets through, 0 the oldest. */
  RowDeque shown() {
    return shown;
  }

  /** Of {@link #shown}, those that are records. */
  int recordsShown() {
    return shown.size() - gapsShown;
  }

  /** Place that the next row will get. */
  long nextPlace() {
    return nextPlace;
  }

  /** Bytes of heap all rows take, roughly. */
  long heapBytes() {
    return heapBytes;
  }

  /** Records the present filter has looked at. */
  long tested() {
    return tested;
  }

  /** Records the present filter has let through: those shown and those dropped. */
  long matched() {
    return matched;
  }

  /** Of those matched, pushed out since. */
  long dropped() {
    return dropped;
  }
}
