package dev.weir.alert.window;

import java.util.Arrays;

/**
 * How many values fell into each of the buckets a value can fall into: 256 to each doubling, as an
 * HdrHistogram of two to three digits has them, but for any sign and size, and kept only where
 * filled. Merging adds counts and loses nothing. A quantile is at most 0.4 % nearer to 0 than the
 * exact one; whole numbers below 512 are exact.
 *
 * <p>Confined to one thread. Adding allocates only when a new bucket finds the table full.
 */
final class QuantileCounts {
  /** What of a double's bits does not tell buckets apart: 52 bits of fraction but for eight. */
  private static final int DROPPED_BITS = 44;

  private static final int FIRST_SIZE = 16;

  /** Bucket numbers plus one, so that 0 is an empty place; a power of two long. */
  private int[] buckets = new int[FIRST_SIZE];

  private long[] counts = new long[FIRST_SIZE];
  private int filled;
  private long total;

  QuantileCounts() {}

  private QuantileCounts(QuantileCounts from) {
    buckets = from.buckets.clone();
    counts = from.counts.clone();
    filled = from.filled;
    total = from.total;
  }

  void add(double value) {
    // Adding 0.0 turns -0.0 into 0.0: one bucket for both.
    add((int) (Double.doubleToRawLongBits(value + 0.0) >>> DROPPED_BITS), 1);
  }

  void add(QuantileCounts other) {
    for (int place = 0; place < other.buckets.length; place++) {
      if (other.buckets[place] != 0) {
        add(other.buckets[place] - 1, other.counts[place]);
      }
    }
  }

  QuantileCounts copy() {
    return new QuantileCounts(this);
  }

  private void add(int bucket, long count) {
    int place = placeOf(bucket);
    if (buckets[place] == 0) {
      if (filled * 4 >= buckets.length * 3) {
        grow();
        place = placeOf(bucket);
      }
      buckets[place] = bucket + 1;
      filled++;
    }
    counts[place] += count;
    total += count;
  }

  private int placeOf(int bucket) {
    int mask = buckets.length - 1;
    int place = ((bucket * 0x9E3779B9) >>> 7) & mask;
    while (buckets[place] != 0 && buckets[place] != bucket + 1) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    int[] oldBuckets = buckets;
    long[] oldCounts = counts;
    buckets = new int[oldBuckets.length * 2];
    counts = new long[oldBuckets.length * 2];
    for (int old = 0; old < oldBuckets.length; old++) {
      if (oldBuckets[old] != 0) {
        int place = placeOf(oldBuckets[old] - 1);
        buckets[place] = oldBuckets[old];
        counts[place] = oldCounts[old];
      }
    }
  }

  /**
   * The value that {@code percent} percent of the values did not exceed: of n values in order, the
   * one at rank ⌈percent · n / 100⌉, the first at least; NaN without values.
   */
  double percentile(double percent) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(percent / 100 * total));
    double[] edges = new double[filled];
    long[] ordered = new long[filled];
    int size = 0;
    for (int bucket : buckets) {
      if (bucket != 0) {
        edges[size++] = edgeOf(bucket - 1);
      }
    }
    Arrays.sort(edges);
    for (int i = 0; i < size; i++) {
      ordered[i] = counts[placeOf((int) (Double.doubleToRawLongBits(edges[i]) >>> DROPPED_BITS))];
    }
    long below = 0;
    for (int i = 0; i < size; i++) {
      below += ordered[i];
      if (below >= rank) {
        return edges[i];
      }
    }
    return edges[size - 1];
  }

  /** The bucket's edge that is nearer to 0. */
  private static double edgeOf(int bucket) {
    return Double.longBitsToDouble((long) bucket << DROPPED_BITS);
  }
}
