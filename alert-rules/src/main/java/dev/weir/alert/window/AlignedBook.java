package dev.weir.alert.window;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tumbling and hopping windows: {@code [start, start + size)}, one begins every advance. A window
 * is final when {@code end <= stream time - grace}.
 */
final class AlignedBook<G> extends WindowBook<G> {
  private final long size;
  private final long advance;
  private final long grace;

  /** Open ones, by start. */
  private final List<Pane<G>> panes = new ArrayList<>();

  AlignedBook(
      long size,
      long advance,
      long grace,
      int partition,
      Room room,
      boolean withQuantiles,
      Consumer<ClosedWindow<G>> closed) {
    super(partition, room, withQuantiles, closed);
    this.size = size;
    this.advance = advance;
    this.grace = grace;
  }

  @Override
  boolean enter(G group, long time, double value, boolean isError) {
    long closedTo = streamTimeMillis() - grace;
    boolean entered = false;
    for (long start = Math.max(0, time - size + advance) / advance * advance;
        start <= time;
        start += advance) {
      if (start + size <= closedTo) {
        countLate();
        continue;
      }
      Pane<G> pane = pane(start);
      Tally tally = pane.groups.get(group);
      if (tally == null) {
        // Once a group was refused no other may enter: those inside stay exact.
        if (pane.full || !room.take()) {
          pane.full = true;
          countRefused(start, start + size);
          continue;
        }
        tally = newTally();
        pane.groups.put(group, tally);
      }
      tally.add(value, isError);
      entered = true;
    }
    return entered;
  }

  private Pane<G> pane(long start) {
    int low = 0;
    int high = panes.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Pane<G> pane = panes.get(middle);
      if (pane.start == start) {
        return pane;
      }
      if (pane.start < start) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    var pane = new Pane<G>(start);
    panes.add(low, pane);
    return pane;
  }

  @Override
  void close(long now) {
    int count = 0;
    while (count < panes.size() && panes.get(count).start + size <= now - grace) {
      count++;
    }
    if (count > 0) {
      close(count);
    }
  }

  @Override
  void closeAll() {
    close(panes.size());
  }

  private void close(int count) {
    for (Pane<G> pane : panes.subList(0, count)) {
      pane.groups.forEach(
          (group, tally) -> {
            room.giveUp();
            tell(group, pane.start, pane.start + size, tally, true);
          });
    }
    panes.subList(0, count).clear();
  }

  @Override
  boolean opensBy(G group, long time) {
    for (Pane<G> pane : panes) {
      if (pane.start <= time && pane.groups.containsKey(group)) {
        return true;
      }
    }
    return false;
  }

  private static final class Pane<G> {
    private final long start;
    private final Map<G, Tally> groups = new LinkedHashMap<>();
    private boolean full;

    Pane(long start) {
      this.start = start;
    }
  }
}
