package dev.weir.engine.publish;

/**
 * Who is at the window. It decides how often pictures are made, and how often brokers are asked.
 */
public enum Attendance {
  /** Somebody looks. */
  PRESENT,

  /**
   * Nobody has touched it for a while, but it may be looked at from afar: charts are drawn, and
   * brokers asked, every few seconds. Records are read along, and alerts judged, as ever.
   */
  RESTING,

  /** Nobody has touched it for longer still: as at rest, but charts are drawn half as often. */
  ASLEEP,

  /**
   * It cannot be seen: no chart is drawn, and brokers are asked less often unless somebody is told.
   */
  ABSENT;

  /** Whether somebody may look from afar, but nobody is at it. */
  public boolean rests() {
    return this == RESTING || this == ASLEEP;
  }
}
