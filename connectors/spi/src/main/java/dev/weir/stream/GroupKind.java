package dev.weir.stream;

/** How a group's members share the work. */
public enum GroupKind {
  CLASSIC("classic"),
  CONSUMER("consumer"),
  SHARE("share"),
  STREAMS("streams"),
  /** Only committed offsets, no members ever: offsets kept by hand. */
  SIMPLE("simple"),
  REDIS("redis"),
  UNKNOWN("unknown");

  private final String label;

  GroupKind(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
