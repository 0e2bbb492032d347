package dev.weir.alert.window;

/** What made a window final. The later one is the stronger. */
public enum ClosedBy {
  /** Stream time passed its end and its grace. */
  TIME,
  /** Nothing came any more, so that the wall clock went on in place of stream time. */
  IDLENESS,
  /** Reading ended: records may be missing. */
  END;

  /** What to say of a window made of two. */
  ClosedBy and(ClosedBy other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
