package dev.weir.app.faults;

/** What is done to a replay. */
enum Fault {
  /** Weir's process is killed, and started again. */
  WEIR_KILLED,
  /** The broker or server is killed and comes back with what its disk has, while Weir runs. */
  BROKER_KILLED,
  /** All connections to it are cut, and for a while none can be made. */
  CONNECTION_CUT,
  /** Consoles with files of their own run the same plan and take it from each other. */
  TWO_CONSOLES
}
