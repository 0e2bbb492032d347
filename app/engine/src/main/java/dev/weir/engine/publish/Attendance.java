package dev.weir.engine.publish;

/**
 * Who is at the window. It decides how often pictures are made, and how often brokers are asked.
 */
public enum Attendance {
  /** Somebody looks. */
  PRESENT,

  /**
   * Nobody has touched it for a while, but it may be looked at from afar: charts are drawn every
   * few seconds. Brokers are asked, and alerts judged, as ever.
   */
  RESTING,

  /**
   * It cannot be seen: no chart is drawn, and brokers are asked less often unless somebody is told.
   */
  ABSENT
}
