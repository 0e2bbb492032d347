package dev.weir.app.faults;

/**
 * What came of a run.
 *
 * @param planned records of the plan
 * @param arrived distinct keys on the target, as readers see it
 * @param twice keys that are there more than once
 * @param stayed dead letters that are there although they were to be taken away
 * @param quarantined by the ledger, as {@code unknown}
 * @param receiptsWrong records of which the ledger says that they are at a place where they are not
 * @param millis from filling the stream to the job's end
 */
record Outcome(
    Fault fault,
    long seed,
    int planned,
    int arrived,
    int twice,
    long stayed,
    long quarantined,
    long unknown,
    int receiptsWrong,
    Struck struck,
    String state,
    long millis) {
  boolean isExact() {
    return twice == 0
        && arrived == planned
        && stayed == 0
        && quarantined == 0
        && unknown == 0
        && receiptsWrong == 0
        && state.equals("completed");
  }
}
