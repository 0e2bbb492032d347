package dev.weir.engine.alert;

/** An alert that is not over, or whose end is still to be told. Confined to the engine's thread. */
final class OpenAlert {
  final Followed on;
  final Run run;
  AlertRow row;
  boolean newsToTell;
  boolean rejoined;

  /** It came back within its episode: its end is told once it has stayed away. */
  boolean comesBack;

  /** It was told, silenced after that, and is so no more. */
  boolean wasHushed;

  /** Its start was told before the program began anew. */
  boolean toldByEarlierRun;

  long sinceMillis;

  OpenAlert(Followed on, Run run, AlertRow row) {
    this.on = on;
    this.run = run;
    this.row = row;
  }
}
