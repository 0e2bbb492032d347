package dev.weir.engine.deadletter.replay;

/** How a job stands. */
public enum JobState {
  /** At work, or its process ended without a word: only whoever runs it knows. */
  RUNNING("running"),
  PAUSED("paused"),
  /** Ended before all was written; may not go on. */
  CANCELLED("cancelled"),
  COMPLETED("completed"),
  /** All were looked at; some were set aside and not written. */
  COMPLETED_WITH_QUARANTINE("completed-with-quarantine"),
  /** Of some records nobody can tell whether they were written: a person decides. */
  NEEDS_DECISION("needs-decision");

  private final String label;

  JobState(String label) {
    this.label = label;
  }

  /** As reports spell it. */
  public String label() {
    return label;
  }

  /** Whether nothing more will be written. */
  public boolean isOver() {
    return this != RUNNING && this != PAUSED;
  }
}
