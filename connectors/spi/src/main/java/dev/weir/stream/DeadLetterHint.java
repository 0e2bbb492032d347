package dev.weir.stream;

/**
 * A stream that the broker's own settings say holds dead letters.
 *
 * @param source which setting says so
 * @param evidence the setting in words: "group fulfilment names it in …"
 */
public record DeadLetterHint(StreamRef stream, Source source, String evidence) {
  /** Where the setting is, strongest evidence first. */
  public enum Source {
    STREAM_SETTING,
    GROUP_SETTING
  }
}
