package dev.weir.stream;

/**
 * What a group is doing, by the broker's word. Redis groups are STABLE with consumers, else EMPTY.
 */
public enum GroupState {
  STABLE("stable"),
  REBALANCING("rebalancing"),
  EMPTY("empty"),
  DEAD("dead"),
  UNKNOWN("unknown");

  private final String label;

  GroupState(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
