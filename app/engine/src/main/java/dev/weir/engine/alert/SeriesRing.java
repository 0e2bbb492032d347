package dev.weir.engine.alert;

/** The last samples of a series, for the chart of its alerts. Confined to one thread. */
final class SeriesRing {
  private static final int SAMPLES = 240;

  private long[] times = new long[16];
  private float[] values = new float[16];
  private int size;
  private int next;

  void add(long at, double value) {
    if (size == times.length && size < SAMPLES) {
      grow();
    }
    times[next] = at;
    values[next] = (float) value;
    next = (next + 1) % times.length;
    size = Math.min(size + 1, times.length);
  }

  /** Whether what came first is perhaps not in it any more. */
  boolean isFull() {
    return size == SAMPLES;
  }

  /** While it is not full, the oldest is at 0. */
  private void grow() {
    int length = Math.min(SAMPLES, times.length * 2);
    long[] newTimes = new long[length];
    float[] newValues = new float[length];
    for (int i = 0; i < size; i++) {
      newTimes[i] = times[(next + i) % times.length];
      newValues[i] = values[(next + i) % values.length];
    }
    times = newTimes;
    values = newValues;
    next = size;
  }

  int size() {
    return size;
  }

  /** Of the sample at {@code index}, from the oldest; epoch milliseconds. */
  long time(int index) {
    return times[place(index)];
  }

  double value(int index) {
    return values[place(index)];
  }

  private int place(int index) {
    return (next - size + index + 2 * times.length) % times.length;
  }
}
