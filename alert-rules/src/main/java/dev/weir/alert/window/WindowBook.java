package dev.weir.alert.window;

import java.util.function.Consumer;

/**
 * The windows of one partition. Its clock is stream time: the largest time any of its records bore,
 * of whatever group. A window is told to the consumer once, when it is final; what comes for it
 * later is late and counted. Confined to one thread.
 */
abstract sealed class WindowBook<G> permits AlignedBook, SlidingBook, SessionBook {
  /** Before the first record. */
  static final long NO_TIME = Long.MIN_VALUE;

  private final int partition;
  private final Consumer<ClosedWindow<G>> closed;
  final Room room;
  final boolean withQuantiles;
  private long streamTime = NO_TIME;
  private ClosedBy closing = ClosedBy.TIME;
  private long records;
  private long late;
  private long lateForWindows;
  private long dropped;
  private long refused;
  private long refusedFrom = Long.MAX_VALUE;
  private long refusedTo = Long.MIN_VALUE;

  WindowBook(int partition, Room room, boolean withQuantiles, Consumer<ClosedWindow<G>> closed) {
    this.partition = partition;
    this.room = room;
    this.withQuantiles = withQuantiles;
    this.closed = closed;
  }

  static <G> WindowBook<G> of(
      WindowSpec spec,
      int partition,
      Room room,
      boolean withQuantiles,
      Consumer<ClosedWindow<G>> closed) {
    long grace = spec.graceMillis();
    return switch (spec.shape()) {
      case WindowShape.Tumbling(long size) ->
          new AlignedBook<>(size, size, grace, partition, room, withQuantiles, closed);
      case WindowShape.Hopping(long size, long advance) ->
          new AlignedBook<>(size, advance, grace, partition, room, withQuantiles, closed);
      case WindowShape.Sliding(long difference) ->
          new SlidingBook<>(difference, grace, partition, room, withQuantiles, closed);
      case WindowShape.Session(long gap) ->
          new SessionBook<>(gap, grace, partition, room, withQuantiles, closed);
    };
  }

  /**
   * Puts a record into its windows.
   *
   * @param timeMillis not negative
   */
  final void add(G group, long timeMillis, double value, boolean isError) {
    records++;
    if (timeMillis > streamTime) {
      streamTime = timeMillis;
      // First, so that what is final makes room; nothing that enters below is final at once.
      close(streamTime);
    }
    long lateBefore = lateForWindows;
    long refusedBefore = refused;
    boolean entered = enter(group, timeMillis, value, isError);
    if (lateForWindows > lateBefore) {
      late++;
      if (!entered && refused == refusedBefore) {
        dropped++;
      }
    }
  }

  /** Lets time pass without a record. */
  final void advanceTo(long timeMillis) {
    if (timeMillis > streamTime) {
      streamTime = timeMillis;
      closing = ClosedBy.IDLENESS;
      close(streamTime);
      closing = ClosedBy.TIME;
    }
  }

  /** Reading has ended: everything left is final. */
  final void end() {
    closing = ClosedBy.END;
    closeAll();
    closing = ClosedBy.TIME;
  }

  /** Stream time in epoch milliseconds, {@link #NO_TIME} before the first record. */
  final long streamTimeMillis() {
    return streamTime;
  }

  final WindowCounts counts() {
    return new WindowCounts(records, late, lateForWindows, dropped, refused);
  }

  /** Returns whether the record is in a window now. */
  abstract boolean enter(G group, long time, double value, boolean isError);

  /** Tells of every window that stream time {@code now} makes final. */
  abstract void close(long now);

  abstract void closeAll();

  /** Whether {@code group} has an open window that begins no later than {@code time}. */
  abstract boolean opensBy(G group, long time);

  final Tally newTally() {
    return new Tally(withQuantiles);
  }

  /** One window was too late for the record at hand. */
  final void countLate() {
    lateForWindows++;
  }

  /** One window was not opened for want of room: what overlaps it may lack records. */
  final void countRefused(long from, long to) {
    refused++;
    refusedFrom = Math.min(refusedFrom, from);
    refusedTo = Math.max(refusedTo, to);
  }

  final boolean mayLackRecords(long start, long end) {
    return start <= refusedTo && end >= refusedFrom;
  }

  final void tell(G group, long start, long end, Tally tally, boolean complete) {
    closed.accept(
        new ClosedWindow<>(
            group, new WindowBounds(start, end), tally, closing, complete, partition, 1));
  }
}
