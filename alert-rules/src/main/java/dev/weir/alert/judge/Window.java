package dev.weir.alert.judge;

import dev.weir.alert.state.State;
import java.util.Arrays;

/**
 * The samples of the last so many milliseconds, also in the order of their values. Grows with what
 * it must hold, up to {@value #MOST} samples; beyond that the oldest leave early.
 */
final class Window {
  private static final int MOST = 1 << 16;

  private final long lengthMs;
  private long[] times = new long[16];
  private double[] values = new double[16];
  private double[] sorted = new double[16];
  private int head;
  private int size;
  private double sum;
  private long first = Long.MIN_VALUE;

  Window(long lengthMs) {
    this.lengthMs = lengthMs;
  }

  /** Takes a sample and lets go of those that are as old as the window is long. */
  void add(long at, double value) {
    if (first == Long.MIN_VALUE) {
      first = at;
    }
    forget(at);
    if (size == MOST) {
      removeOldest();
    }
    if (size == times.length) {
      grow();
    }
    int slot = (head + size) % times.length;
    times[slot] = at;
    values[slot] = value;
    int place = place(value);
    System.arraycopy(sorted, place, sorted, place + 1, size - place);
    sorted[place] = value;
    size++;
    sum += value;
  }

  /** Its state, to be kept or restored; restoring takes an empty window. */
  void state(State state) {
    long began = state.whole(first);
    double total = state.number(sum);
    int count = state.count(size, MOST);
    for (int i = 0; i < count; i++) {
      int slot = (head + i) % times.length;
      long at = state.whole(state.restores() ? 0 : times[slot]);
      double value = state.number(state.restores() ? 0 : values[slot]);
      if (state.restores()) {
        add(at, value);
      }
    }
    first = began;
    sum = total;
  }

  /** Bytes that it takes, about. */
  int bytes() {
    return 3 * Double.BYTES * times.length;
  }

  /** Lets go of what is too old at {@code now}. */
  void forget(long now) {
    while (size > 0 && now - times[head] >= Math.max(1, lengthMs)) {
      removeOldest();
    }
  }

  /** Whether samples have been coming for as long as the window is. */
  boolean isFull(long now) {
    return first != Long.MIN_VALUE && now - first >= lengthMs;
  }

  int size() {
    return size;
  }

  double sum() {
    return sum;
  }

  double mean() {
    return sum / size;
  }

  double least() {
    return sorted[0];
  }

  double most() {
    return sorted[size - 1];
  }

  /** The value at or below which a share of the samples lies, by the nearest rank. */
  double quantile(double share) {
    return sorted[Math.clamp((int) Math.ceil(share * size) - 1, 0, size - 1)];
  }

  /** How many values lie beyond a limit, exclusive. */
  int beyond(double limit, boolean above) {
    return above ? size - place(Math.nextUp(limit)) : place(limit);
  }

  double newest() {
    return values[(head + size - 1) % values.length];
  }

  long oldestAt() {
    return times[head];
  }

  private void removeOldest() {
    double value = values[head];
    head = (head + 1) % times.length;
    int place = place(value);
    System.arraycopy(sorted, place + 1, sorted, place, size - place - 1);
    size--;
    sum = size == 0 ? 0 : sum - value;
  }

  private int place(double value) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private void grow() {
    int length = times.length * 2;
    long[] newTimes = new long[length];
    double[] newValues = new double[length];
    for (int i = 0; i < size; i++) {
      newTimes[i] = times[(head + i) % times.length];
      newValues[i] = values[(head + i) % times.length];
    }
    times = newTimes;
    values = newValues;
    sorted = Arrays.copyOf(sorted, length);
    head = 0;
  }
}
