package dev.weir.engine.tail;

/**
 * What became of every record a tail passed. {@code seen + skipped} is the span of positions, on
 * topics without holes; {@code decoded + undecoded + waiting} is {@code seen}; {@code kept +
 * dropped} is {@code matched}.
 *
 * @param seen read and counted
 * @param bytes true length of keys, values and headers of those seen
 * @param decoded copied and looked at by a filter, since the tail was opened
 * @param undecoded passed over because of {@code decodedOneIn}, or while the viewer paused
 * @param waiting read, and not looked at yet
 * @param matched let through by the present filter, among rows kept and records since
 * @param kept rows now held, gaps not counted
 * @param dropped matched, but pushed out of the ring by newer ones
 * @param skipped never read: expired, truncated or jumped over
 * @param skippedMore whether more were skipped than could be counted
 * @param decodedOneIn one record in this many is decoded, 1 unless overloaded
 */
public record TailCounts(
    long seen,
    long bytes,
    long decoded,
    long undecoded,
    long waiting,
    long matched,
    long kept,
    long dropped,
    long skipped,
    boolean skippedMore,
    int decodedOneIn) {
  /** Before the first record. */
  public static final TailCounts ZERO = new TailCounts(0, 0, 0, 0, 0, 0, 0, 0, 0, false, 1);
}
