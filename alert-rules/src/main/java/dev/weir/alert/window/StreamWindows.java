package dev.weir.alert.window;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The windows of a stream: those of each partition by that partition's own stream time, and, unless
 * they are wanted apart, merged into one where partitions have the same window of the same group.
 *
 * <p>Merged windows are final when every partition has passed them. A partition that has nothing to
 * read for a while does not hold up the others: it is idle, and its time goes on with theirs; where
 * all are idle, time goes on with the wall clock. What comes later for a window closed that way is
 * late. Sliding windows follow the records of one partition and are never merged.
 *
 * <p>Confined to one thread.
 */
public final class StreamWindows<G> {
  private static final int FIRST_PARTITIONS = 16;

  private final WindowSpec spec;
  private final Options options;
  private final Consumer<ClosedWindow<G>> closed;
  private final Room room;
  private final MergedWindows<G> merged;
  private final boolean isMerging;
  private final List<Partition> partitions = new ArrayList<>();
  private final List<WindowBook<G>> books = new ArrayList<>();

  /** By number, so that a record finds its partition without a new object. */
  private @Nullable Partition[] byNumber;

  private long passed = WindowBook.NO_TIME;
  private long newestArrivalMillis;

  /**
   * How windows are kept.
   *
   * @param mostHeld how many windows of a group are held at once, over all partitions; one more is
   *     refused and counted
   * @param withQuantiles whether tallies know percentiles
   * @param isApart whether the windows of partitions stay apart
   * @param idleMillis after so long without a record a partition is idle
   */
  public record Options(int mostHeld, boolean withQuantiles, boolean isApart, long idleMillis) {
    public Options {
      if (mostHeld < 1) {
        throw new IllegalArgumentException("At least one window must be held.");
      }
      if (idleMillis < 1) {
        throw new IllegalArgumentException("A partition is idle after 1 ms at the least.");
      }
    }
  }

  /**
   * No windows yet.
   *
   * @param expected partitions known to have something to read: merged windows wait for them to
   *     begin; one that is not among them holds up nothing until it has begun
   * @param nowMillis wall clock
   * @param closed is told each final window once
   */
  public StreamWindows(
      WindowSpec spec,
      Options options,
      Collection<Integer> expected,
      long nowMillis,
      Consumer<ClosedWindow<G>> closed) {
    this.spec = spec;
    this.options = options;
    this.closed = closed;
    room = new Room(options.mostHeld());
    isMerging = !options.isApart() && !(spec.shape() instanceof WindowShape.Sliding);
    merged = new MergedWindows<>(spec, room, closed);
    newestArrivalMillis = nowMillis;
    byNumber = newPartitions(FIRST_PARTITIONS);
    for (int partition : expected) {
      partition(partition, nowMillis);
    }
  }

  @SuppressWarnings("unchecked") // An array cannot be made of a class with a type parameter.
  private @Nullable Partition[] newPartitions(int length) {
    return (@Nullable Partition[]) new StreamWindows<?>.Partition[length];
  }

  /** The partition of that number, which begins now if it is new. */
  private Partition partition(int number, long nowMillis) {
    Partition known = number < byNumber.length ? byNumber[number] : null;
    if (known != null) {
      return known;
    }
    if (number >= byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, byNumber.length * 2));
    }
    var begun = new Partition(number, nowMillis);
    if (isMerging) {
      begun.book.advanceTo(passed);
    }
    byNumber[number] = begun;
    partitions.add(begun);
    books.add(begun.book);
    return begun;
  }

  /**
   * Puts a record into its windows.
   *
   * @param timeMillis the record's own time, not negative
   * @param value NaN or infinite if it has no usable one
   * @param nowMillis wall clock when it was received
   */
  public void add(
      int partition, G group, long timeMillis, double value, boolean isError, long nowMillis) {
    Partition one = partition(partition, nowMillis);
    one.arrivedMillis = nowMillis;
    one.isIdle = false;
    one.newestMillis = Math.max(one.newestMillis, timeMillis);
    newestArrivalMillis = Math.max(newestArrivalMillis, nowMillis);
    long before = one.book.streamTimeMillis();
    one.book.add(group, timeMillis, value, isError);
    // Only the slowest partition holds the others up.
    if (isMerging && before <= passed && one.book.streamTimeMillis() > before) {
      pass();
    }
  }

  /**
   * Lets the wall clock close what nothing comes for any more. To be called only when the broker
   * has answered and had nothing more to read: a broker that is away is no idle stream.
   */
  public void caughtUp(long nowMillis) {
    boolean isAnyIdle = false;
    for (Partition one : partitions) {
      one.isIdle = nowMillis - one.arrivedMillis >= options.idleMillis();
      isAnyIdle |= one.isIdle;
      if (one.isIdle && !isMerging && one.newestMillis != WindowBook.NO_TIME) {
        one.book.advanceTo(one.newestMillis + (nowMillis - one.arrivedMillis));
      }
    }
    if (isMerging && isAnyIdle) {
      pass();
      passWallClock(nowMillis);
    }
  }

  /** Nothing more comes from {@code partition}: what it has is final, and it holds up nothing. */
  public void end(int partition) {
    Partition one = partition < byNumber.length ? byNumber[partition] : null;
    if (one != null && !one.isEnded) {
      one.book.end();
      one.isEnded = true;
      if (isMerging) {
        pass();
      }
    }
  }

  /** Reading has ended: everything left is final. */
  public void end() {
    for (Partition one : partitions) {
      one.book.end();
      one.isEnded = true;
    }
    merged.passAll();
  }

  /** What became of the records so far, over all partitions. */
  public WindowCounts counts() {
    WindowCounts sum = WindowCounts.NONE;
    for (Partition one : partitions) {
      sum = sum.plus(one.book.counts());
    }
    return sum;
  }

  /** Windows of a group held now. */
  public int held() {
    return room.taken();
  }

  /** The most windows of a group that were ever held at once. */
  public int mostHeld() {
    return room.mostTaken();
  }

  /** Tells of what every partition that still counts has passed. */
  private void pass() {
    long slowest = Long.MAX_VALUE;
    for (Partition one : partitions) {
      if (!one.isIdle && !one.isEnded) {
        slowest = Math.min(slowest, one.book.streamTimeMillis());
      }
    }
    if (slowest != Long.MAX_VALUE && slowest > passed) {
      passTo(slowest);
    }
  }

  /** If nobody has anything to read, time goes on from the newest record with the wall clock. */
  private void passWallClock(long nowMillis) {
    long newest = WindowBook.NO_TIME;
    for (Partition one : partitions) {
      if (!one.isIdle && !one.isEnded) {
        return;
      }
      newest = Math.max(newest, one.newestMillis);
    }
    if (newest != WindowBook.NO_TIME) {
      long to = newest + (nowMillis - newestArrivalMillis);
      if (to > passed) {
        passTo(to);
      }
    }
  }

  private void passTo(long time) {
    passed = time;
    for (Partition one : partitions) {
      if (one.isIdle) {
        one.book.advanceTo(time);
      }
    }
    merged.pass(time, books);
  }

  private final class Partition {
    private final WindowBook<G> book;
    private long arrivedMillis;
    private long newestMillis = WindowBook.NO_TIME;
    private boolean isIdle;
    private boolean isEnded;

    Partition(int number, long nowMillis) {
      arrivedMillis = nowMillis;
      book =
          WindowBook.of(
              spec,
              number,
              room,
              options.withQuantiles(),
              isMerging ? window -> merged.add(window) : closed);
    }
  }
}
