package dev.weir.stream;

/** Who stamped a record. */
public enum TimestampType {
  /** The producer's clock, when it created the record. */
  CREATE_TIME("CreateTime"),
  /** The broker's clock, when it appended the record. */
  LOG_APPEND_TIME("LogAppendTime"),
  /** The Redis server's clock, as the entry id tells it. */
  ENTRY_ID("EntryId"),
  /** No usable timestamp. */
  NONE("none");

  private final String label;

  TimestampType(String label) {
    this.label = label;
  }

  /** The broker's own word for it. */
  public String label() {
    return label;
  }
}
