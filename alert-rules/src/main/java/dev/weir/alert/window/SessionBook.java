package dev.weir.alert.window;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions: {@code [first, last]}. Records at most a gap apart are together, so that one record may
 * join two sessions. A session is final when {@code last < stream time - grace - gap}; a record
 * that would extend a final one begins another, or is late.
 */
final class SessionBook<G> extends WindowBook<G> {
  private final long gap;
  private final long grace;
  private final Map<G, List<Session<G>>> groups = new HashMap<>();

  /** By the end they had when they were put here; one that has grown since is put back. */
  private final PriorityQueue<Session<G>> byEnd =
      new PriorityQueue<>(Comparator.comparingLong(session -> session.due));

  SessionBook(
      long gap,
      long grace,
      int partition,
      Room room,
      boolean withQuantiles,
      Consumer<ClosedWindow<G>> closed) {
    super(partition, room, withQuantiles, closed);
    this.gap = gap;
    this.grace = grace;
  }

  @Override
  boolean enter(G group, long time, double value, boolean isError) {
    List<Session<G>> sessions = groups.get(group);
    Session<G> joined = sessions == null ? null : join(sessions, time);
    if (joined == null) {
      if (time < streamTimeMillis() - grace - gap) {
        countLate();
        return false;
      }
      if (!room.take()) {
        countRefused(time - gap, time + gap);
        return false;
      }
      joined = new Session<>(group, time, newTally());
      groups.computeIfAbsent(group, _ -> new ArrayList<>(2)).add(joined);
      byEnd.add(joined);
    }
    joined.tally.add(value, isError);
    return true;
  }

  /** The session {@code time} belongs to, made of all those it connects; null if there is none. */
  private @Nullable Session<G> join(List<Session<G>> sessions, long time) {
    Session<G> joined = null;
    for (Iterator<Session<G>> each = sessions.iterator(); each.hasNext(); ) {
      Session<G> session = each.next();
      if (session.end < time - gap || session.start > time + gap) {
        continue;
      }
      if (joined == null) {
        joined = session;
      } else {
        joined.start = Math.min(joined.start, session.start);
        joined.end = Math.max(joined.end, session.end);
        joined.tally.add(session.tally);
        session.gone = true;
        each.remove();
        room.giveUp();
      }
    }
    if (joined != null) {
      joined.start = Math.min(joined.start, time);
      joined.end = Math.max(joined.end, time);
    }
    return joined;
  }

  @Override
  void close(long now) {
    closeBefore(now - grace - gap);
  }

  @Override
  void closeAll() {
    closeBefore(Long.MAX_VALUE);
  }

  private void closeBefore(long time) {
    for (Session<G> first = byEnd.peek(); first != null && first.due < time; first = byEnd.peek()) {
      byEnd.remove();
      if (first.gone) {
        continue;
      }
      if (first.end >= time) {
        first.due = first.end;
        byEnd.add(first);
      } else {
        remove(first);
        tell(
            first.group,
            first.start,
            first.end,
            first.tally,
            !mayLackRecords(first.start, first.end));
      }
    }
  }

  private void remove(Session<G> session) {
    List<Session<G>> sessions = groups.getOrDefault(session.group, List.of());
    sessions.remove(session);
    if (sessions.isEmpty()) {
      groups.remove(session.group);
    }
    room.giveUp();
  }

  @Override
  boolean opensBy(G group, long time) {
    for (Session<G> session : groups.getOrDefault(group, List.of())) {
      if (session.start <= time) {
        return true;
      }
    }
    return false;
  }

  private static final class Session<G> {
    private final G group;
    private long start;
    private long end;
    private final Tally tally;
    private long due;
    private boolean gone;

    Session(G group, long time, Tally tally) {
      this.group = group;
      start = time;
      end = time;
      due = time;
      this.tally = tally;
    }
  }
}
