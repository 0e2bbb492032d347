package dev.weir.engine.tail;

/**
 * What became of every record a tail passed: {@code seen + skipped} is the span of positions, on
 * topics without holes.
 *
 * @param seen read and metered
 * @param decoded looked at by the filter
 * @param matched let through by the filter
 * @param kept rows now held
 * @param dropped matched, but pushed out of the ring by newer ones
 * @param skipped never read: expired, truncated or jumped over
 * @param decodedOneIn one record in this many is decoded, 1 unless overloaded
 */
public record TailCounts(
    long seen,
    long bytes,
    long decoded,
    long matched,
    long kept,
    long dropped,
    long skipped,
    int decodedOneIn) {
  /** Before the first record. */
  public static final TailCounts ZERO = new TailCounts(0, 0, 0, 0, 0, 0, 0, 1);
}
