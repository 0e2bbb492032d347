package dev.weir.engine.deadletter.workbench;

/** How far a plan is on its way. */
public enum ReplayStage {
  /** Dead letters are read and frozen. */
  PLANNING,
  /** What could go wrong is looked for. */
  CHECKING,
  /** It can be run, or its checks say why not. */
  READY,
  /** Everything but the writing is done. */
  REHEARSING,
  /** Records are written. */
  RUNNING,
  /** The first few are written, and whether they die again is looked at. */
  CANARY,
  /** It can go on. */
  PAUSED,
  /** Nothing more will be written. */
  OVER,
  /** It came to nothing; nothing was written. */
  REFUSED;

  /** Whether something is under way that is worth waiting for. */
  public boolean isBusy() {
    return this == PLANNING || this == CHECKING || this == REHEARSING || this == RUNNING;
  }
}
