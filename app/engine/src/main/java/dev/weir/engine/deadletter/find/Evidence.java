package dev.weir.engine.deadletter.find;

/**
 * Why a stream is taken to hold dead letters.
 *
 * @param detail in words, to follow "because"
 */
public record Evidence(Kind kind, String detail) {
  /** Where the evidence is from, strongest first. */
  public enum Kind {
    USER("user"),
    STREAM_SETTING("stream-setting"),
    GROUP_SETTING("group-setting"),
    CONNECTOR("connector"),
    HEADERS("headers"),
    NAME("name"),
    PENDING("pending");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** As the command line prints it. */
    public String label() {
      return label;
    }
  }
}
