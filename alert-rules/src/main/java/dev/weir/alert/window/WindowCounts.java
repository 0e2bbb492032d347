package dev.weir.alert.window;

/**
 * What became of the records offered.
 *
 * @param records offered
 * @param late records that came too late for at least one window they belong to
 * @param lateForWindows how many windows such records were missing from, one for each record and
 *     window
 * @param dropped records that are in no window at all, because they were late for every one
 * @param refused windows of a group that were not opened for want of room, one for each record and
 *     window
 */
public record WindowCounts(
    long records, long late, long lateForWindows, long dropped, long refused) {
  /** Nothing offered. */
  public static final WindowCounts NONE = new WindowCounts(0, 0, 0, 0, 0);

  /** Both together. */
  public WindowCounts plus(WindowCounts other) {
    return new WindowCounts(
        records + other.records,
        late + other.late,
        lateForWindows + other.lateForWindows,
        dropped + other.dropped,
        refused + other.refused);
  }
}
