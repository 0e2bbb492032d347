package dev.weir.engine.meter;

import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Slices over time: of one second for the last hour, of one minute for the last day. A missing
 * slice means that nobody watched, which is not the same as an empty one. Confined to one thread.
 */
public final class MeterSeries {
  /** Seconds kept singly. */
  public static final int SECONDS = 3_600;

  /** Minutes kept. */
  public static final int MINUTES = 1_440;

  private static final int MINUTE = 60;

  private final Ring seconds = new Ring(SECONDS);
  private final Ring minutes = new Ring(MINUTES);
  private long heapBytes;

  /** Adds {@code slice} to what is known of {@code second} since the epoch. */
  public void put(long second, MeterSlice slice) {
    heapBytes += seconds.add(second, slice);
    heapBytes += minutes.add(second / MINUTE, slice);
  }

  /** Adds what an earlier run kept of one second; its minute is told by {@link #fillMinute}. */
  public void fill(long second, MeterSlice slice) {
    heapBytes += seconds.add(second, slice);
  }

  /** Adds what an earlier run kept of a whole minute since the epoch. */
  public void fillMinute(long minute, MeterSlice slice) {
    heapBytes += minutes.add(minute, slice);
  }

  /** The slice of one second, null where nobody watched or it is too long ago. */
  public @Nullable MeterSlice at(long second) {
    return seconds.get(second);
  }

  /** The slice of one minute since the epoch, null where nobody watched. */
  public @Nullable MeterSlice atMinute(long minute) {
    return minutes.get(minute);
  }

  /**
   * Tells every slice of {@code [from, to)} with its first second, ascending: minutes for what is
   * older than the seconds kept, then seconds.
   */
  public void each(long from, long to, ObjLongConsumer<MeterSlice> visitor) {
    long firstSecondKept = Math.max(seconds.newest - SECONDS + 1, seconds.trimmedBefore);
    long boundary = (Math.max(firstSecondKept, 0) + MINUTE - 1) / MINUTE * MINUTE;
    for (long minute = from / MINUTE; minute * MINUTE < Math.min(to, boundary); minute++) {
      MeterSlice slice = minutes.get(minute);
      if (slice != null) {
        visitor.accept(slice, minute * MINUTE);
      }
    }
    for (long second = Math.max(from, boundary); second < to; second++) {
      MeterSlice slice = seconds.get(second);
      if (slice != null) {
        visitor.accept(slice, second);
      }
    }
  }

  /** Bytes of heap all slices take, roughly. */
  long heapBytes() {
    return heapBytes;
  }

  /** Forgets single seconds before {@code second}; their minutes stay. */
  void trimSeconds(long second) {
    heapBytes -= seconds.trim(second);
  }

  /** A ring of slices by time step. */
  private static final class Ring {
    private final @Nullable MeterSlice[] slices;
    private long newest = -1;
    private long trimmedBefore;

    Ring(int size) {
      slices = new MeterSlice[size];
    }

    /** Returns how many bytes of heap that added. */
    long add(long step, MeterSlice slice) {
      if (step <= newest - slices.length || step < trimmedBefore) {
        return 0;
      }
      long freed = 0;
      if (step > newest) {
        long clearFrom = Math.max(newest + 1, step - slices.length + 1);
        for (long cleared = clearFrom; cleared <= step; cleared++) {
          freed += forget(cleared);
        }
        newest = step;
      }
      int place = (int) (step % slices.length);
      MeterSlice known = slices[place];
      MeterSlice sum = known == null ? slice : known.plus(slice);
      slices[place] = sum;
      return sum.heapBytes() - (known == null ? 0 : known.heapBytes()) - freed;
    }

    @Nullable MeterSlice get(long step) {
      boolean kept = step >= 0 && step <= newest && step > newest - slices.length;
      return kept ? slices[(int) (step % slices.length)] : null;
    }

    long trim(long before) {
      long freed = 0;
      for (long step = Math.max(Math.max(0, newest - slices.length + 1), trimmedBefore);
          step < before && step <= newest;
          step++) {
        freed += forget(step);
      }
      trimmedBefore = Math.max(trimmedBefore, before);
      return freed;
    }

    private long forget(long step) {
      int place = (int) (step % slices.length);
      MeterSlice old = slices[place];
      slices[place] = null;
      return old == null ? 0 : old.heapBytes();
    }
  }
}
