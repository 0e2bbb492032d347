package dev.weir.engine.write;

import dev.weir.stream.PendingList;

/** How far a look at a group's pending entries is. */
public sealed interface PendingLook {
  /** The broker is asked. */
  record Looking() implements PendingLook {}

  /** They stood so. */
  record Listed(PendingList list) implements PendingLook {}

  /** Nothing was learnt; a sentence with the remedy. */
  record Refused(String why) implements PendingLook {}
}
