package dev.weir.alert.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sliding windows: {@code [start, start + difference]}, both inclusive. A record has a window that
 * ends with it, its left one, and, if others follow within the difference, one that begins a
 * millisecond after it, its right one. A window is final when {@code end < stream time - grace}.
 *
 * <p>No record is kept. A new window takes over what its records have already added up to in an
 * older one, which is why final windows are kept for a while: the last one before a record's left
 * window holds just the records that the left window shares with it. Records earlier than one
 * difference after the epoch are all in {@code [0, difference]}.
 */
final class SlidingBook<G> extends WindowBook<G> {
  private static final long NONE = Long.MIN_VALUE;

  private final long difference;
  private final long grace;
  private final Map<G, List<Slide<G>>> groups = new HashMap<>();
  private final PriorityQueue<Slide<G>> open =
      new PriorityQueue<>(Comparator.comparingLong(slide -> slide.start));

  /** Final ones that a new window may still take over from, by start. */
  private final Deque<Slide<G>> kept = new ArrayDeque<>();

  SlidingBook(
      long difference,
      long grace,
      int partition,
      Room room,
      boolean withQuantiles,
      Consumer<ClosedWindow<G>> closed) {
    super(partition, room, withQuantiles, closed);
    this.difference = difference;
    this.grace = grace;
  }

  @Override
  boolean enter(G group, long time, double value, boolean isError) {
    if (time + difference < closedTo()) {
      countLate();
      return false;
    }
    List<Slide<G>> slides = groups.computeIfAbsent(group, _ -> new ArrayList<>());
    boolean entered =
        time < difference
            ? enterEarly(group, slides, time, value, isError)
            : enter(group, slides, time, value, isError);
    if (slides.isEmpty()) {
      groups.remove(group);
    }
    return entered;
  }

  private boolean enter(G group, List<Slide<G>> slides, long time, double value, boolean isError) {
    Slide<G> around = null;
    Slide<G> before = null;
    boolean hasRight = false;
    boolean hasLeft = false;
    boolean isRepeated = false;
    long previous = NONE;
    int last = lastUpTo(slides, time + 1);
    int index = last;
    for (; index >= 0 && before == null; index--) {
      Slide<G> slide = slides.get(index);
      if (slide.start < Math.max(0, time - 2 * difference)) {
        break;
      }
      long end = slide.start + difference;
      if (slide.start == time + 1) {
        hasRight = true;
      } else if (end > time) {
        around = around == null ? slide : around;
      } else if (end == time) {
        hasLeft = true;
        isRepeated = slide.newest == time;
        if (isRepeated) {
          index--;
          break;
        }
        previous = slide.newest;
      } else {
        before = slide;
        previous = slide.newest;
      }
    }
    // What the right window takes over must not have this record in it yet.
    Tally following =
        !isRepeated && !hasRight && around != null && around.newest > time
            ? around.tally.copy()
            : null;
    long newestFollowing = around == null ? NONE : around.newest;
    boolean entered = false;
    for (int each = index + 1; each <= last; each++) {
      Slide<G> slide = slides.get(each);
      if (slide.start <= time && slide.start + difference >= time) {
        entered |= update(slide, time, value, isError);
      }
    }
    if (isRepeated) {
      return entered;
    }
    // A right window that ends with this record is its left one.
    if (previous != NONE
        && previous + 1 + difference > time
        && find(slides, previous + 1) == null) {
      entered |= open(group, slides, previous + 1, newTally(), time, value, isError);
    }
    if (!hasLeft) {
      Tally shared =
          before != null && previous >= time - difference ? before.tally.copy() : newTally();
      entered |= open(group, slides, time - difference, shared, time, value, isError);
    }
    if (following != null) {
      put(group, slides, time + 1, following, newestFollowing);
    }
    return entered;
  }

  private boolean enterEarly(
      G group, List<Slide<G>> slides, long time, double value, boolean isError) {
    Slide<G> first = null;
    Slide<G> around = null;
    boolean hasRight = false;
    long previous = NONE;
    int last = lastUpTo(slides, time + 1);
    for (int index = 0; index <= last; index++) {
      Slide<G> slide = slides.get(index);
      if (slide.start == 0) {
        first = slide;
        previous = slide.newest < time ? slide.newest : NONE;
      } else if (slide.start <= time) {
        around = slide;
      } else {
        hasRight = true;
      }
    }
    if (around == null && first != null && first.newest > time) {
      around = first;
    }
    Tally following =
        !hasRight && around != null && around.newest > time ? around.tally.copy() : null;
    long newestFollowing = around == null ? NONE : around.newest;
    boolean entered = false;
    for (int index = 0; index <= last; index++) {
      Slide<G> slide = slides.get(index);
      if (slide.start <= time) {
        entered |= update(slide, time, value, isError);
      }
    }
    if (following != null) {
      put(group, slides, time + 1, following, newestFollowing);
    }
    if (previous != NONE && find(slides, previous + 1) == null) {
      entered |= open(group, slides, previous + 1, newTally(), time, value, isError);
    }
    if (first == null) {
      entered |= open(group, slides, 0, newTally(), time, value, isError);
    }
    return entered;
  }

  private boolean update(Slide<G> slide, long time, double value, boolean isError) {
    if (slide.start + difference < closedTo()) {
      countLate();
      return false;
    }
    slide.tally.add(value, isError);
    slide.newest = Math.max(slide.newest, time);
    return true;
  }

  private boolean open(
      G group,
      List<Slide<G>> slides,
      long start,
      Tally tally,
      long time,
      double value,
      boolean isError) {
    if (start + difference < closedTo()) {
      countLate();
      return false;
    }
    tally.add(value, isError);
    return put(group, slides, start, tally, time);
  }

  private boolean put(G group, List<Slide<G>> slides, long start, Tally tally, long newest) {
    if (!room.take()) {
      countRefused(start, start + difference);
      return false;
    }
    var slide = new Slide<>(group, start, tally, newest);
    slides.add(lastUpTo(slides, start) + 1, slide);
    open.add(slide);
    return true;
  }

  /** Index of the last one that begins no later than {@code start}; -1 if there is none. */
  private static <G> int lastUpTo(List<Slide<G>> slides, long start) {
    int low = 0;
    int high = slides.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (slides.get(middle).start <= start) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }

  private static <G> @Nullable Slide<G> find(List<Slide<G>> slides, long start) {
    int index = lastUpTo(slides, start);
    return index >= 0 && slides.get(index).start == start ? slides.get(index) : null;
  }

  private long closedTo() {
    return streamTimeMillis() - grace;
  }

  @Override
  void close(long now) {
    closeBefore(now - grace);
    // Older ones end before every record that is not late, and before what it follows.
    long useless = now - grace - 2 * difference - 1;
    for (Slide<G> first = kept.peekFirst();
        first != null && first.start < useless;
        first = kept.peekFirst()) {
      kept.removeFirst();
      List<Slide<G>> slides = groups.getOrDefault(first.group, List.of());
      slides.remove(first);
      if (slides.isEmpty()) {
        groups.remove(first.group);
      }
      room.giveUp();
    }
  }

  @Override
  void closeAll() {
    closeBefore(Long.MAX_VALUE);
    kept.forEach(_ -> room.giveUp());
    kept.clear();
    groups.clear();
  }

  private void closeBefore(long time) {
    for (Slide<G> first = open.peek();
        first != null && first.start + difference < time;
        first = open.peek()) {
      open.remove();
      kept.addLast(first);
      long end = first.start + difference;
      tell(first.group, first.start, end, first.tally, !mayLackRecords(first.start, end));
    }
  }

  @Override
  boolean opensBy(G group, long time) {
    for (Slide<G> slide : groups.getOrDefault(group, List.of())) {
      if (slide.start <= time) {
        return true;
      }
    }
    return false;
  }

  private static final class Slide<G> {
    private final G group;
    private final long start;
    private final Tally tally;

    /** Time of its newest record. */
    private long newest;

    Slide(G group, long start, Tally tally, long newest) {
      this.group = group;
      this.start = start;
      this.tally = tally;
      this.newest = newest;
    }
  }
}
