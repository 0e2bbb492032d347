package dev.weir.engine.meter;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/**
 * The filled buckets of a latency histogram of 2 significant digits, in microseconds: a few hundred
 * bytes where the histogram takes tens of thousands. Buckets are those of HdrHistogram, so that
 * merging counts loses nothing. Immutable.
 */
public final class LatencyCounts {
  /** No record was timed. */
  public static final LatencyCounts NONE = new LatencyCounts(new char[0], new int[0]);

  /** 2 digits need 200 steps per doubling; HdrHistogram rounds up to 256. */
  private static final int SUB_BUCKETS = 256;

  private static final int SUB_BUCKET_BITS = 8;
  private static final int HALF_BITS = SUB_BUCKET_BITS - 1;

  private final char[] buckets;
  private final int[] counts;

  private LatencyCounts(char[] buckets, int[] counts) {
    this.buckets = buckets;
    this.counts = counts;
  }

  /** What {@code histogram} holds. Counts above {@code Integer.MAX_VALUE} stay there. */
  public static LatencyCounts of(Histogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return NONE;
    }
    char[] buckets = new char[16];
    int[] counts = new int[16];
    int size = 0;
    // Only from the smallest to the largest: most buckets are below, and empty.
    int last = bucketOf(histogram.getMaxValue());
    for (int bucket = bucketOf(histogram.getMinValue()); bucket <= last; bucket++) {
      long count = histogram.getCountAtValue(lowestOf(bucket));
      if (count == 0) {
        continue;
      }
      if (size == buckets.length) {
        buckets = Arrays.copyOf(buckets, size * 2);
        counts = Arrays.copyOf(counts, size * 2);
      }
      buckets[size] = (char) bucket;
      counts[size] = (int) Math.min(Integer.MAX_VALUE, count);
      size++;
    }
    return new LatencyCounts(Arrays.copyOf(buckets, size), Arrays.copyOf(counts, size));
  }

  /**
   * Rebuilds counts that {@link #bucket} and {@link #count} told. Buckets must ascend.
   *
   * @throws IllegalArgumentException if they do not
   */
  public static LatencyCounts ofBuckets(char[] buckets, int[] counts) {
    if (buckets.length != counts.length) {
      throw new IllegalArgumentException(
          buckets.length + " buckets, but " + counts.length + " counts");
    }
    for (int i = 1; i < buckets.length; i++) {
      if (buckets[i] <= buckets[i - 1]) {
        throw new IllegalArgumentException("bucket " + (int) buckets[i] + " is out of order");
      }
    }
    return buckets.length == 0 ? NONE : new LatencyCounts(buckets.clone(), counts.clone());
  }

  /** Filled buckets. */
  public int size() {
    return buckets.length;
  }

  /** Number of the {@code index}-th filled bucket. */
  public char bucket(int index) {
    return buckets[index];
  }

  /** Records in the {@code index}-th filled bucket. */
  public int count(int index) {
    return counts[index];
  }

  /** Lower edge of the {@code index}-th filled bucket in microseconds. */
  public long micros(int index) {
    return lowestOf(buckets[index]);
  }

  /** Records timed. */
  public long total() {
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    return total;
  }

  /** Adds all counts to {@code histogram}, which must resize itself. */
  public void addTo(Histogram histogram) {
    for (int i = 0; i < buckets.length; i++) {
      histogram.recordValueWithCount(lowestOf(buckets[i]), counts[i]);
    }
  }

  /**
   * The latency in microseconds that {@code percentile} percent of records did not exceed, as
   * HdrHistogram tells it: the upper edge of its bucket. 0 where no record was timed.
   */
  public long percentileMicros(double percentile) {
    double wanted = Math.clamp(Math.nextDown(percentile), 0, 100) * total() / 100;
    long rank = Math.max(1, (long) Math.ceil(wanted));
    long passed = 0;
    for (int i = 0; i < buckets.length; i++) {
      passed += counts[i];
      if (passed >= rank) {
        return highestOf(buckets[i]);
      }
    }
    return 0;
  }

  /** Both together. */
  public LatencyCounts plus(LatencyCounts other) {
    if (buckets.length == 0) {
      return other;
    }
    if (other.buckets.length == 0) {
      return this;
    }
    int most = buckets.length + other.buckets.length;
    char[] mergedBuckets = new char[most];
    int[] mergedCounts = new int[most];
    int size = 0;
    int mine = 0;
    int theirs = 0;
    while (mine < buckets.length || theirs < other.buckets.length) {
      boolean takeMine =
          theirs == other.buckets.length
              || (mine < buckets.length && buckets[mine] <= other.buckets[theirs]);
      boolean takeTheirs =
          mine == buckets.length
              || (theirs < other.buckets.length && other.buckets[theirs] <= buckets[mine]);
      long count = 0;
      if (takeMine) {
        mergedBuckets[size] = buckets[mine];
        count += counts[mine++];
      }
      if (takeTheirs) {
        mergedBuckets[size] = other.buckets[theirs];
        count += other.counts[theirs++];
      }
      mergedCounts[size++] = (int) Math.min(Integer.MAX_VALUE, count);
    }
    return new LatencyCounts(Arrays.copyOf(mergedBuckets, size), Arrays.copyOf(mergedCounts, size));
  }

  /** Bytes of heap it takes, roughly. */
  int heapBytes() {
    return buckets.length == 0 ? 0 : 56 + 6 * buckets.length;
  }

  private static int bucketOf(long micros) {
    int doubling =
        Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(micros | (SUB_BUCKETS - 1)))
            - SUB_BUCKET_BITS;
    return (doubling << HALF_BITS) + (int) (micros >>> doubling);
  }

  private static long highestOf(int bucket) {
    return lowestOf(bucket + 1) - 1;
  }

  private static long lowestOf(int bucket) {
    if (bucket < SUB_BUCKETS) {
      return bucket;
    }
    int doubling = (bucket >> HALF_BITS) - 1;
    return (long) (bucket - (doubling << HALF_BITS)) << doubling;
  }
}
