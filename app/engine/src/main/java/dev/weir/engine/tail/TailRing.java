package dev.weir.engine.tail;

import dev.weir.stream.StreamRecord;
import dev.weir.stream.TailGap;
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
  private final PackedRows held = new PackedRows();
  private final RowIds shown = new RowIds();
  private int mostRows;
  private long mostBytes;

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

  /** Adds a record that the filter let through. */
  void append(StreamRecord record) {
    tested++;
    matched++;
    shown.addNewest(held.nextId());
    held.add(record);
    nextPlace++;
    evict();
  }

  /**
   * Adds a row that tells of a gap: it is shown whatever the filter, and counts for nothing.
   *
   * @param noticedMillis epoch milliseconds
   */
  void append(TailGap gap, long noticedMillis) {
    shown.addNewest(held.nextId());
    held.add(gap, noticedMillis);
    gapsShown++;
    nextPlace++;
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
  void refilterOne(Predicate<StreamRecord> filter) {
    pending--;
    long id = held.oldestId() + pending;
    switch (held.get(id)) {
      case HeldRow.OfGap _ -> {
        gapsShown++;
        shown.addOldest(id);
      }
      case HeldRow.OfRecord(StreamRecord record) -> {
        tested++;
        if (filter.test(record)) {
          matched++;
          shown.addOldest(id);
        }
      }
    }
  }

  boolean isRefiltering() {
    return pending > 0;
  }

  private void evict() {
    while (held.size() > mostRows || (held.bytes() > mostBytes && held.size() > 1)) {
      long gone = held.oldestId();
      if (pending > 0) {
        pending--;
      } else if (shown.size() > 0 && shown.get(0) == gone) {
        shown.removeOldest();
        if (held.isGap(gone)) {
          gapsShown--;
        } else {
          dropped++;
        }
      }
      held.removeOldest();
    }
  }

  /** Whether the next row pushes another out. */
  boolean isFull() {
    return held.size() >= mostRows || held.bytes() >= mostBytes * 9 / 10;
  }

  /** All rows, by their numbers. */
  PackedRows held() {
    return held;
  }

  /** Numbers of the rows that the filter lets through, 0 the oldest. */
  RowIds shown() {
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
