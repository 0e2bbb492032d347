package dev.weir.alert.window;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Final windows of partitions, waiting for the same window of other partitions. Tumbling and
 * hopping windows are the same if they begin together; sessions, if they are at most a gap apart.
 * What is merged is exactly what the records of all partitions would have been together, but for
 * one thing: a session that is final stays as it is, even if a record out of order then makes a
 * later one begin within a gap of it. The same holds within one partition. Confined to one thread.
 */
final class MergedWindows<G> {
  private final WindowSpec spec;
  private final Room room;
  private final Consumer<ClosedWindow<G>> closed;
  private final TreeMap<Long, Map<G, Merged<G>>> aligned = new TreeMap<>();
  private final Map<G, List<Merged<G>>> sessions = new HashMap<>();
  private final PriorityQueue<Merged<G>> sessionsByEnd =
      new PriorityQueue<>(Comparator.comparingLong(session -> session.due));

  MergedWindows(WindowSpec spec, Room room, Consumer<ClosedWindow<G>> closed) {
    this.spec = spec;
    this.room = room;
    this.closed = closed;
  }

  void add(ClosedWindow<G> window) {
    switch (spec.shape()) {
      case WindowShape.Session(long gap) -> addSession(window, gap);
      case WindowShape.Tumbling _, WindowShape.Hopping _, WindowShape.Sliding _ ->
          addAligned(window);
    }
  }

  private void addAligned(ClosedWindow<G> window) {
    Map<G, Merged<G>> groups =
        aligned.computeIfAbsent(window.bounds().startMillis(), _ -> new LinkedHashMap<>());
    Merged<G> known = groups.get(window.group());
    if (known == null) {
      room.takeBack();
      groups.put(window.group(), new Merged<>(window));
    } else {
      known.add(window);
    }
  }

  private void addSession(ClosedWindow<G> window, long gap) {
    List<Merged<G>> known = sessions.computeIfAbsent(window.group(), _ -> new ArrayList<>(2));
    var added = new Merged<>(window);
    for (Iterator<Merged<G>> each = known.iterator(); each.hasNext(); ) {
      Merged<G> session = each.next();
      if (session.start <= added.end + gap && added.start <= session.end + gap) {
        added.add(session);
        session.isGone = true;
        each.remove();
        room.giveUp();
      }
    }
    known.add(added);
    added.due = added.end;
    sessionsByEnd.add(added);
    room.takeBack();
  }

  /** Tells of what nobody can add to any more, as all of {@code books} have passed {@code time}. */
  void pass(long time, Collection<WindowBook<G>> books) {
    long grace = spec.graceMillis();
    switch (spec.shape()) {
      case WindowShape.Session(long gap) -> passSessions(time - grace - gap, gap, books);
      case WindowShape.Tumbling(long size) -> passAligned(time - grace - size);
      case WindowShape.Hopping(long size, _) -> passAligned(time - grace - size);
      case WindowShape.Sliding _ -> {}
    }
  }

  void passAll() {
    passAligned(Long.MAX_VALUE);
    passSessions(Long.MAX_VALUE, 0, List.of());
  }

  private void passAligned(long start) {
    while (!aligned.isEmpty() && aligned.firstKey() <= start) {
      for (Merged<G> window : aligned.pollFirstEntry().getValue().values()) {
        tell(window);
      }
    }
  }

  /**
   * A session still open somewhere ends at {@code closedTo} or later, and may have begun early
   * enough to be joined with one that ended before.
   */
  private void passSessions(long closedTo, long gap, Collection<WindowBook<G>> books) {
    List<Merged<G>> waiting = List.of();
    for (Merged<G> first = sessionsByEnd.peek();
        first != null && (closedTo == Long.MAX_VALUE || first.due + gap < closedTo);
        first = sessionsByEnd.peek()) {
      sessionsByEnd.remove();
      if (first.isGone) {
        continue;
      }
      if (isOpenSomewhere(first, gap, books)) {
        if (waiting.isEmpty()) {
          waiting = new ArrayList<>();
        }
        waiting.add(first);
        continue;
      }
      List<Merged<G>> known = sessions.getOrDefault(first.group, List.of());
      known.remove(first);
      if (known.isEmpty()) {
        sessions.remove(first.group);
      }
      tell(first);
    }
    sessionsByEnd.addAll(waiting);
  }

  private boolean isOpenSomewhere(Merged<G> session, long gap, Collection<WindowBook<G>> books) {
    for (WindowBook<G> book : books) {
      if (book.opensBy(session.group, session.end + gap)) {
        return true;
      }
    }
    return false;
  }

  private void tell(Merged<G> window) {
    room.giveUp();
    closed.accept(
        new ClosedWindow<>(
            window.group,
            new WindowBounds(window.start, window.end),
            window.tally,
            window.closedBy,
            window.isComplete,
            window.partitions.cardinality() == 1 ? window.partitions.nextSetBit(0) : -1,
            window.partitions.cardinality()));
  }

  private static final class Merged<G> {
    private final G group;
    private final Tally tally;
    private final BitSet partitions = new BitSet();
    private long start;
    private long end;
    private ClosedBy closedBy;
    private boolean isComplete;
    private long due;
    private boolean isGone;

    Merged(ClosedWindow<G> window) {
      group = window.group();
      tally = window.tally();
      partitions.set(window.partition());
      start = window.bounds().startMillis();
      end = window.bounds().endMillis();
      closedBy = window.closedBy();
      isComplete = window.complete();
    }

    void add(ClosedWindow<G> window) {
      add(new Merged<>(window));
    }

    void add(Merged<G> other) {
      tally.add(other.tally);
      start = Math.min(start, other.start);
      end = Math.max(end, other.end);
      closedBy = closedBy.and(other.closedBy);
      isComplete &= other.isComplete;
      partitions.or(other.partitions);
    }
  }
}
