package dev.weir.views.kit;

import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what people type for where reading should begin. */
public final class StartText {
  private static final Pattern AGO =
      Pattern.compile("(\\d{1,6})\\s*(s|sec|m|min|h|d)(?:\\s+ago)?", Pattern.CASE_INSENSITIVE);
  private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{12,14}");
  private static final Pattern IN_PARTITION = Pattern.compile("(\\d{1,6})\\s*@\\s*(\\d{1,19})");
  private static final Pattern ENTRY_ID = Pattern.compile("(\\d{1,19})-(\\d{1,20})");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,19}");

  private StartText() {}

  /** The text was not understood; the message says what would be. */
  public static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1L;

    NotUnderstood(String message) {
      super(message);
    }
  }

  /**
   * A moment: "15 min", "2h ago", "14:05", "2026-11-21 14:05:30", an ISO time with zone, or epoch
   * milliseconds.
   *
   * @param zone of times without one
   */
  public static TailFrom since(String typed, Instant now, ZoneId zone) throws NotUnderstood {
    String text = typed.strip();
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return new TailFrom.Since(now.minus(duration(ago)));
    }
    if (EPOCH_MILLIS.matcher(text).matches()) {
      return new TailFrom.Since(Instant.ofEpochMilli(Long.parseLong(text)));
    }
    String iso = text.replaceFirst("(\\d)\\s+(\\d)", "$1T$2");
    return new TailFrom.Since(
        tryTime(() -> OffsetDateTime.parse(iso).toInstant())
            .or(() -> tryTime(() -> LocalDateTime.parse(iso).atZone(zone).toInstant()))
            .or(() -> tryTime(() -> LocalDate.parse(iso).atStartOfDay(zone).toInstant()))
            .or(() -> tryTime(() -> timeOfDay(LocalTime.parse(iso), now, zone)))
            .orElseThrow(
                () ->
                    new NotUnderstood(
                        "“"
                            + text
                            + "” is no time. Type 15 min, 14:05, 2026-11-21 14:05, an ISO time"
                            + " with zone, or epoch milliseconds.")));
  }

  /**
   * A place: "77319" in every partition, "4@77319" in one, or a Redis entry id "1795884826000-0".
   */
  public static TailFrom offset(String typed) throws NotUnderstood {
    String text = typed.strip().replace("_", "").replace(",", "").replace(" ", "");
    try {
      Matcher inPartition = IN_PARTITION.matcher(text);
      if (inPartition.matches()) {
        return new TailFrom.At(
            new Position.Offset(
                Integer.parseInt(inPartition.group(1)), Long.parseLong(inPartition.group(2))));
      }
      Matcher entryId = ENTRY_ID.matcher(text);
      if (entryId.matches()) {
        return new TailFrom.At(
            new Position.EntryId(
                Long.parseLong(entryId.group(1)), Long.parseUnsignedLong(entryId.group(2))));
      }
      if (NUMBER.matcher(text).matches()) {
        return new TailFrom.AtOffset(Long.parseLong(text));
      }
    } catch (NumberFormatException _) {
      throw new NotUnderstood("“" + typed.strip() + "” is larger than any offset.");
    }
    throw new NotUnderstood(
        "“"
            + typed.strip()
            + "” is no offset. Type 77319, 4@77319 for one partition, or a Redis id such as"
            + " 1795884826000-0.");
  }

  /** How many records back from the end: a number from 1 on. */
  public static TailFrom newest(String typed) throws NotUnderstood {
    String text = typed.strip().replace("_", "").replace(",", "").replace(" ", "");
    if (NUMBER.matcher(text).matches() && text.length() < 10 && Long.parseLong(text) > 0) {
      return new TailFrom.Newest(Long.parseLong(text));
    }
    throw new NotUnderstood(
        "“" + typed.strip() + "” is no number of records. Type 500, for example.");
  }

  /** A length of time: "90 s", "15 min", "2h". */
  public static Duration duration(String typed) throws NotUnderstood {
    Matcher length = AGO.matcher(typed.strip());
    if (!length.matches()) {
      throw new NotUnderstood(
          "“" + typed.strip() + "” is no length of time. Type 90 s, 15 min, 2h or 1d.");
    }
    return duration(length);
  }

  private static Duration duration(Matcher length) {
    long amount = Long.parseLong(length.group(1));
    return switch (length.group(2).toLowerCase(Locale.ROOT)) {
      case "s", "sec" -> Duration.ofSeconds(amount);
      case "m", "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /** A count: "5", "1,000". */
  public static long number(String typed) throws NotUnderstood {
    String text = typed.strip().replace("_", "").replace(",", "").replace(" ", "");
    if (NUMBER.matcher(text).matches() && text.length() < 19) {
      return Long.parseLong(text);
    }
    throw new NotUnderstood("“" + typed.strip() + "” is no number. Type 5, for example.");
  }

  private static Instant timeOfDay(LocalTime time, Instant now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(now, zone);
    Instant then = today.atTime(time).atZone(zone).toInstant();
    // A time that has not come yet today was meant to be yesterday's.
    return then.isAfter(now) ? today.minusDays(1).atTime(time).atZone(zone).toInstant() : then;
  }

  private static Optional<Instant> tryTime(Supplier<Instant> parse) {
    try {
      return Optional.of(parse.get());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
