package dev.weir.engine.lag;

import java.util.OptionalLong;

/**
 * Where one partition ended at which moments, for all groups that read it. Begins anew with another
 * stream of the name. Confined to one thread.
 */
final class EndBook {
  private final EndRing ring;
  private String identity;
  private long newestEnd = -1;

  /** What adding an end showed. */
  enum Change {
    NONE,
    RECREATED,
    CUT_BACK
  }

  EndBook(EndRing ring, String identity) {
    this.ring = ring;
    this.identity = identity;
  }

  Change add(String identityNow, long end, long atMillis) {
    Change change = Change.NONE;
    if (!identityNow.equals(identity)) {
      change = Change.RECREATED;
      identity = identityNow;
      ring.clear();
    } else if (end < newestEnd && ring.isNewer(atMillis)) {
      change = Change.CUT_BACK;
    }
    if (change != Change.NONE || ring.isNewer(atMillis)) {
      newestEnd = end;
    }
    ring.add(end, atMillis);
    return change;
  }

  String identity() {
    return identity;
  }

  OptionalLong passedAt(long offset) {
    return ring.passedAt(offset);
  }
}
