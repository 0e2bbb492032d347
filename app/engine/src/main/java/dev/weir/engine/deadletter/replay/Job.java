package dev.weir.engine.deadletter.replay;

import java.time.Instant;

/**
 * A job as the ledger knows it.
 *
 * @param planned records of the plan
 * @param next all records of the plan before this are settled
 * @param why it is in this state, in words; empty where the state says all
 * @param reason what the operator gave as the reason
 * @param held records that were not written because of an earlier one of their key
 */
public record Job(
    String id,
    String stream,
    JobState state,
    String why,
    String reason,
    int planned,
    int next,
    long sent,
    long quarantined,
    long unknown,
    long held,
    Instant created,
    Instant changed) {
  /** Records that were not looked at yet. */
  public long remaining() {
    return planned - sent - quarantined - unknown - held;
  }
}
