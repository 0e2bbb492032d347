package dev.weir.alert.life;

/** Where an alert stands. */
public enum AlertState {
  /** Nothing can be said yet. */
  WARMING,
  NORMAL,

  /** In breach, but not yet for as long as the rule asks. */
  PENDING,
  FIRING,

  /** Back to good, but not yet for as long as the rule asks. */
  RECOVERING,

  /** It fired or was about to, and then nothing more was heard. Not the same as resolved. */
  NO_DATA;

  /** Whether somebody should know. */
  public boolean isFiring() {
    return this == FIRING || this == RECOVERING;
  }
}
