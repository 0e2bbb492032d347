package dev.weir.alert.lag;

/** How a group is doing on a partition, told without thresholds. Ordered from good to bad. */
public enum LagStatus {
  CAUGHT_UP("caught up"),
  /** Lags, and is not getting worse. */
  BEHIND("behind"),
  /** Lags, and the lag grows. */
  FALLING_BEHIND("falling behind"),
  /** Committed offset went back and has not recovered. */
  REWOUND("rewound"),
  /** Has read all that a reader of committed records may; the rest waits for a transaction. */
  BLOCKED("blocked"),
  /** Has members that commit nothing new, with records waiting. */
  STALLED("stalled"),
  /** Nobody reads any more, with records waiting. */
  STOPPED("stopped"),
  /** Unread records have been deleted by retention. */
  DATA_LOST("data lost"),
  /** Too little is known. */
  UNKNOWN("unknown");

  private final String label;

  LagStatus(String label) {
    this.label = label;
  }

  /** As shown and printed. */
  public String label() {
    return label;
  }
}
