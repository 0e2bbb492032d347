package dev.weir.stream;

/** What a broker calls its streams. */
public enum StreamKind {
  TOPIC("topic"),
  REDIS_STREAM("redis-stream");

  private final String label;

  StreamKind(String label) {
    this.label = label;
  }

  /** As the command line prints it. */
  public String label() {
    return label;
  }
}
