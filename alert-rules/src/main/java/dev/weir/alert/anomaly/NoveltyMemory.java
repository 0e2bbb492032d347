package dev.weir.alert.anomaly;

import dev.weir.alert.state.State;

/**
 * What one view of a series has looked like, in at most {@value #CELLS} cells, and how far a new
 * value is from all of it. Values enter {@value #DELAY_ROWS} rows late, so that a burst of similar
 * odd values stays odd for as long. What an episode shows is held back until it is over. Cells hold
 * values relative to the first one, because a float has 24 bits only. Allocates nothing after
 * construction; confined to one thread.
 */
final class NoveltyMemory {
  /** Rows before anything is said. */
  static final int WARM_ROWS = 100;

  private static final int CELLS = 128;
  private static final int DELAY_ROWS = 24;
  private static final int UPKEEP_ROWS = 32;

  /** Values closer than this share of the spread are one cell. */
  private static final double MERGE = 0.004;

  /** A spread below this share of the level counts as none. */
  private static final double LEVEL_SHARE = 0.01;

  private static final double TAIL = 0.02;
  private static final double FIFTH = 4.5;

  private final float[] values = new float[CELLS];
  private final float[] weights = new float[CELLS];
  private final int[] seenAt = new int[CELLS];
  private final float[] delayed = new float[DELAY_ROWS];
  private final float[] held = new float[DELAY_ROWS];
  private int heldRows;
  private int size;
  private int rows;
  private double origin;
  private double newest;
  private double spread;
  private double full;
  private double nearest = Double.NaN;
  private double nearestOfFull = Double.NaN;
  private double fifth = Double.NaN;

  /**
   * Compares {@code value} with what is known. It is learnt by {@link #learn} or held back by
   * {@link #hold}.
   *
   * @param memoryRows how long a value not seen again is remembered
   */
  void judge(double value, int memoryRows) {
    if (rows == 0) {
      origin = value;
    }
    newest = value - origin;
    if (rows >= WARM_ROWS) {
      if (heldRows == 0 && (rows == WARM_ROWS || rows % UPKEEP_ROWS == 0)) {
        upkeep(memoryRows);
      }
      compare(newest);
    }
  }

  /** Learns the value judged last, and before it what was held back. */
  void learn() {
    int kept = Math.min(heldRows, DELAY_ROWS);
    for (int i = heldRows - kept; i < heldRows; i++) {
      append(held[i % DELAY_ROWS]);
    }
    heldRows = 0;
    append((float) newest);
  }

  /**
   * Keeps the value judged last from what is known, until the next one that is learnt. The newest
   * {@value #DELAY_ROWS} are kept so: an episode is known afterwards, and never outweighs the rest.
   */
  void hold() {
    held[heldRows % DELAY_ROWS] = (float) newest;
    heldRows = heldRows + 1 < 2 * DELAY_ROWS ? heldRows + 1 : DELAY_ROWS;
  }

  private void append(float value) {
    int slot = rows % DELAY_ROWS;
    if (rows >= DELAY_ROWS) {
      absorb(delayed[slot], rows - DELAY_ROWS);
    }
    delayed[slot] = value;
    rows++;
  }

  void state(State state) {
    size = state.count(size, CELLS);
    state.smalls(values, size);
    state.smalls(weights, size);
    state.counts(seenAt, size);
    state.smalls(delayed, DELAY_ROWS);
    state.smalls(held, DELAY_ROWS);
    heldRows = state.count(heldRows, 2 * DELAY_ROWS);
    rows = state.count(rows);
    origin = state.number(origin);
    newest = state.number(newest);
    spread = state.number(spread);
    full = state.number(full);
    nearest = state.number(nearest);
    nearestOfFull = state.number(nearestOfFull);
    fifth = state.number(fifth);
  }

  /** Distance to the nearest known value, in spreads; NaN while warming up. */
  double nearest() {
    return nearest;
  }

  /** The same in full ranges. */
  double nearestOfFull() {
    return nearestOfFull;
  }

  /** Distance within which five known values lie, in spreads; NaN while warming up. */
  double fifth() {
    return fifth;
  }

  private void compare(double value) {
    if (size == 0) {
      return;
    }
    int right = firstNotBelow(value);
    int left = right - 1;
    double first = -1;
    double reached = -1;
    double weight = 0;
    while (left >= 0 || right < size) {
      double toLeft = left >= 0 ? value - values[left] : Double.POSITIVE_INFINITY;
      double toRight = right < size ? values[right] - value : Double.POSITIVE_INFINITY;
      double distance = Math.min(toLeft, toRight);
      weight += toLeft <= toRight ? weights[left--] : weights[right++];
      if (first < 0) {
        first = distance;
      }
      if (weight >= FIFTH) {
        reached = distance;
        break;
      }
    }
    if (reached < 0) {
      reached = Math.max(Math.abs(value - values[0]), Math.abs(value - values[size - 1]));
    }
    nearest = first / spread;
    nearestOfFull = first / full;
    fifth = reached / spread;
  }

  private void absorb(float value, int row) {
    int right = firstNotBelow(value);
    int left = right - 1;
    double toLeft = left >= 0 ? value - values[left] : Double.POSITIVE_INFINITY;
    double toRight = right < size ? values[right] - value : Double.POSITIVE_INFINITY;
    if (size > 0 && Math.min(toLeft, toRight) <= MERGE * spread) {
      int cell = toLeft <= toRight ? left : right;
      weights[cell] += 1;
      seenAt[cell] = row;
      return;
    }
    if (size == CELLS) {
      mergeClosest();
      right = firstNotBelow(value);
    }
    System.arraycopy(values, right, values, right + 1, size - right);
    System.arraycopy(weights, right, weights, right + 1, size - right);
    System.arraycopy(seenAt, right, seenAt, right + 1, size - right);
    values[right] = value;
    weights[right] = 1;
    seenAt[right] = row;
    size++;
  }

  private void mergeClosest() {
    int at = 0;
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i + 1 < size; i++) {
      float gap = values[i + 1] - values[i];
      if (gap < least) {
        least = gap;
        at = i;
      }
    }
    float weight = weights[at] + weights[at + 1];
    values[at] = (values[at] * weights[at] + values[at + 1] * weights[at + 1]) / weight;
    weights[at] = weight;
    seenAt[at] = Math.max(seenAt[at], seenAt[at + 1]);
    int tail = size - at - 2;
    System.arraycopy(values, at + 2, values, at + 1, tail);
    System.arraycopy(weights, at + 2, weights, at + 1, tail);
    System.arraycopy(seenAt, at + 2, seenAt, at + 1, tail);
    size--;
  }

  /** Forgets what is old, fades what is left, and measures the spread again. */
  private void upkeep(int memoryRows) {
    float fade = (float) Math.exp(-UPKEEP_ROWS / (double) memoryRows);
    double total = 0;
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (seenAt[i] >= rows - memoryRows) {
        values[kept] = values[i];
        weights[kept] = weights[i] * fade;
        seenAt[kept] = seenAt[i];
        total += weights[kept];
        kept++;
      }
    }
    size = kept;
    if (size == 0) {
      return;
    }
    double low = values[0];
    double high = values[size - 1];
    double below = 0;
    boolean lowFound = false;
    for (int i = 0; i < size; i++) {
      below += weights[i];
      if (!lowFound && below > TAIL * total) {
        low = values[i];
        lowFound = true;
      }
      if (below >= (1 - TAIL) * total) {
        high = values[i];
        break;
      }
    }
    double level = Math.max(Math.abs(low + origin), Math.abs(high + origin));
    double least = Math.max(1e-12, LEVEL_SHARE * level);
    spread = Math.max(high - low, least);
    full = Math.max(values[size - 1] - values[0], least);
  }

  private int firstNotBelow(double value) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (values[middle] < value) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
