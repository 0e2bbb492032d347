package dev.weir.sample.event;

/**
 * Seeded choices without state: the same seed, subject and question always give the same answer, in
 * whatever order and on whatever thread they are asked. The mixing is the finaliser of SplitMix64
 * (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
 */
public record Chance(long seed) {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** 64 evenly spread bits. */
  public long bits(long subject, int question) {
    return mix(mix(seed + GOLDEN_GAMMA * (question + 1L)) + GOLDEN_GAMMA * (subject + 1));
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  public double unit(long subject, int question) {
    return (bits(subject, question) >>> 11) * 0x1.0p-53;
  }

  /** A number from 0 (inclusive) to {@code bound} (exclusive). */
  public int below(int bound, long subject, int question) {
    return (int) (((bits(subject, question) >>> 32) * bound) >>> 32);
  }

  /** True for this share of the subjects. */
  public boolean happens(double share, long subject, int question) {
    return share > 0 && unit(subject, question) < share;
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
