package dev.weir.engine.alert;

import dev.weir.alert.rule.Rule;

/** What rules can watch. Named as the command line's JSON names it, where that has it. */
public enum MetricName {
  /** 1 while a connection does not answer, else 0. */
  CONNECTION_AWAY("connection_away", Unit.YES_NO),

  /** Milliseconds since anything was learnt of a connection that is said to answer. */
  OWN_DELAY_MS("own_delay_ms", Unit.MILLIS),

  /** Partitions of a connection's topics with fewer replicas in sync than they have. */
  UNDER_REPLICATED("under_replicated", Unit.RECORDS),

  /** Partitions of a connection's topics that nobody leads. */
  WITHOUT_LEADER("without_leader", Unit.RECORDS),

  /** Used memory of a connection's fullest server, of what it may use. */
  MEMORY_SHARE("memory_share", Unit.SHARE),

  /** 1 while nobody reads or members commit nothing, and records wait; 0.5 after a day of it. */
  GROUP_STOPPED("group_stopped", Unit.YES_NO),

  /** 1 while records wait and their number grows. */
  GROUP_FALLING_BEHIND("group_falling_behind", Unit.YES_NO),

  /** 1 while a group hands partitions from member to member. */
  REBALANCING("rebalancing", Unit.YES_NO),

  LAG("lag", Unit.RECORDS),
  LAG_MS("lag_ms", Unit.MILLIS),
  LOST("lost", Unit.RECORDS),

  /** Until retention deletes the first unread record; a year where nothing is due. */
  DELETED_IN_MS("deleted_in_ms", Unit.MILLIS),

  /** Records that wait for a transaction to end. */
  BLOCKED("blocked", Unit.RECORDS),

  PENDING("pending", Unit.RECORDS),
  PENDING_AGE_MS("pending_age_ms", Unit.MILLIS),
  DELIVERIES("deliveries", Unit.RECORDS),
  RECORDS_PER_S("records_per_s", Unit.PER_SECOND),
  LATENCY_P99_MS("latency_p99_ms", Unit.MILLIS),

  /** How far producers' clocks are ahead of this machine's, at least. */
  CLOCK_AHEAD_MS("clock_ahead_ms", Unit.MILLIS),

  DEAD_LETTERS("dead_letters", Unit.RECORDS),
  OLDEST_DEAD_LETTER_MS("oldest_dead_letter_ms", Unit.MILLIS),
  ERROR_RATIO("error_ratio", Unit.SHARE);

  /** What a metric is counted in. */
  public enum Unit {
    RECORDS,
    PER_SECOND,
    MILLIS,
    SHARE,
    YES_NO
  }

  private final String id;
  private final Unit unit;

  MetricName(String id, Unit unit) {
    this.id = id;
    this.unit = unit;
  }

  /** As rules name it. */
  public String id() {
    return id;
  }

  public Unit unit() {
    return unit;
  }

  /** The unit of a metric by its name; of one unknown, a count. */
  public static Unit unitOf(String id) {
    for (MetricName name : values()) {
      if (name.id.equals(id)) {
        return name.unit;
      }
    }
    return Rule.isOfRule(id) ? Unit.YES_NO : Unit.RECORDS;
  }
}
