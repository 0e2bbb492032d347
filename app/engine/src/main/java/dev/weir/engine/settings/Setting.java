package dev.weir.engine.settings;

import java.time.Duration;
import java.util.function.Function;

/**
 * A setting: key in the file, default, how it is read from text and written to it.
 *
 * @param help one sentence for the settings screen and the docs
 */
public record Setting<T>(
    String key, T defaultValue, Function<String, T> parse, Function<T, String> print, String help) {

  /** Colours of the window. */
  public enum Theme {
    SYSTEM,
    LIGHT,
    DARK
  }

  /** How times are shown. */
  public enum TimeZoneChoice {
    LOCAL,
    UTC
  }

  /** When the window rests. */
  public enum Resting {
    UNTOUCHED,
    NEVER
  }

  public static final Setting<Theme> THEME =
      ofEnum("theme", Theme.SYSTEM, Theme.class, "Light, dark, or as the system is.");
  public static final Setting<TimeZoneChoice> TIME_ZONE =
      ofEnum("time-zone", TimeZoneChoice.LOCAL, TimeZoneChoice.class, "Times are shown in it.");
  public static final Setting<Resting> RESTING =
      ofEnum(
          "resting",
          Resting.UNTOUCHED,
          Resting.class,
          "Untouched it is drawn every 5, then every 30 s; measuring and alerts go on.");
  public static final Setting<Integer> FONT_SIZE_PX =
      new Setting<>(
          "font-size-px", 13, Integer::valueOf, String::valueOf, "Size of text in pixels.");
  public static final Setting<Integer> TAIL_MEMORY_MIB =
      new Setting<>(
          "tail-memory-mib",
          64,
          Integer::valueOf,
          String::valueOf,
          "Memory that all tails together may hold records in.");
  public static final Setting<Integer> TAIL_ROWS =
      new Setting<>(
          "tail-rows",
          100_000,
          Integer::valueOf,
          String::valueOf,
          "The newest records that a tail keeps; older ones are dropped.");
  public static final Setting<Integer> PAYLOAD_LIMIT_KIB =
      new Setting<>(
          "payload-limit-kib",
          256,
          Integer::valueOf,
          String::valueOf,
          "Longer keys and values are cut to this for showing; the stored record is intact.");
  public static final Setting<Duration> HISTORY_RETENTION =
      new Setting<>(
          "history-retention",
          Duration.ofHours(24),
          Duration::parse,
          Duration::toString,
          "How long measurements are kept on disk.");
  public static final Setting<Integer> HISTORY_LIMIT_MIB =
      new Setting<>(
          "history-limit-mib",
          512,
          Integer::valueOf,
          String::valueOf,
          "Disk space that measurements may take.");
  public static final Setting<Double> ERROR_RATE_LIMIT_PERCENT =
      new Setting<>(
          "error-rate-limit-percent",
          1.0,
          Double::valueOf,
          String::valueOf,
          "Above this the error rate is critical; above half of it, a warning.");
  public static final Setting<Duration> LAG_WARNING =
      new Setting<>(
          "lag-warning",
          Duration.ofSeconds(30),
          Duration::parse,
          Duration::toString,
          "A group further behind than this is a warning.");
  public static final Setting<Duration> LAG_CRITICAL =
      new Setting<>(
          "lag-critical",
          Duration.ofMinutes(2),
          Duration::parse,
          Duration::toString,
          "A group further behind than this is critical.");

  public static final Setting<String> LATENCY_FROM =
      new Setting<>(
          "latency-from",
          "",
          text -> text,
          text -> text,
          "Streams timed end-to-end, from a moment that each record tells in a header or a field:"
              + " kafka-1/orders=header:produced-at, cache-1/jobs=field:data.time");

  private static <E extends Enum<E>> Setting<E> ofEnum(
      String key, E defaultValue, Class<E> type, String help) {
    return new Setting<>(
        key,
        defaultValue,
        text -> Enum.valueOf(type, text.toUpperCase(java.util.Locale.ROOT)),
        value -> value.name().toLowerCase(java.util.Locale.ROOT),
        help);
  }
}
