package dev.weir.alert.life;

/** What happened to an alert at one moment. */
public enum Change {
  NONE,

  /** The first sample in breach. */
  PENDED,

  /** Good again before it could fire. */
  CANCELLED,

  /** Fires, as a new episode: tell somebody. */
  RAISED,

  /** Fires still, far worse than when it was raised: tell somebody again. */
  STRENGTHENED,

  /** Went from warning to critical: tell somebody again. */
  ESCALATED,

  /** Went from critical to warning. */
  EASED,

  /** Fires again within the same episode: nobody needs to be told. */
  REJOINED,

  /** Good, for now. */
  RECOVERING,

  /** In breach again while it was recovering. */
  RELAPSED,

  /** Over. */
  RESOLVED,

  /** Nothing heard for too long. */
  LOST,

  /** Heard again. */
  RETURNED;

  /** Whether this is an alert of its own in a list of alerts. */
  public boolean isRaise() {
    return this == RAISED || this == STRENGTHENED || this == ESCALATED;
  }
}
