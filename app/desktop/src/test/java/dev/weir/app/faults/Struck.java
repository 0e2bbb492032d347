package dev.weir.app.faults;

/**
 * How a replay was struck.
 *
 * @param times how often something was killed, cut or taken over
 * @param inTransaction how often a transaction was open on the target right after
 */
record Struck(int times, int inTransaction) {
  static final Struck NEVER = new Struck(0, 0);

  Struck once(boolean openTransaction) {
    return new Struck(times + 1, inTransaction + (openTransaction ? 1 : 0));
  }
}
