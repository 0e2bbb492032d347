package dev.weir.app.broker;

import dev.weir.stream.Position;
import dev.weir.stream.TailFrom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to begin reading, as typed. */
public final class StartText {
  /** Shorter numbers are offsets: no partition has 10^12 records, no clock stands before 2001. */
  private static final int EPOCH_MILLIS_DIGITS = 13;

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Pattern ENTRY_ID = Pattern.compile("(\\d{1,18})-(\\d{1,20})");

  /** A time that is cut off, and no id: nobody has entries of a few seconds after 1970. */
  private static final Pattern YEAR_AND_MONTH = Pattern.compile("\\d{4}-\\d{2}");

  private StartText() {}

  /**
   * Reads {@code earliest}, {@code latest}, an offset, {@code PARTITION@OFFSET}, a Redis entry id,
   * {@code group:NAME}, or a time: ISO-8601 with or without zone, or epoch milliseconds.
   *
   * @param zone of times without one
   * @throws UsageProblem if it is none of these
   */
  public static TailFrom parse(String text, ZoneId zone) {
    if (text.equals("earliest")) {
      return new TailFrom.Earliest();
    }
    if (text.equals("latest")) {
      return new TailFrom.Latest();
    }
    if (text.startsWith("group:") && text.length() > "group:".length()) {
      return new TailFrom.Committed(text.substring("group:".length()));
    }
    if (NUMBER.matcher(text).matches()) {
      long number = Long.parseLong(text);
      return text.length() >= EPOCH_MILLIS_DIGITS
          ? new TailFrom.Since(Instant.ofEpochMilli(number))
          : new TailFrom.AtOffset(number);
    }
    Matcher id = ENTRY_ID.matcher(text);
    if (id.matches() && !YEAR_AND_MONTH.matcher(text).matches()) {
      try {
        return new TailFrom.At(
            new Position.EntryId(Long.parseLong(id.group(1)), Long.parseUnsignedLong(id.group(2))));
      } catch (NumberFormatException _) {
        throw unreadable(text);
      }
    }
    return Places.offset(text)
        .<TailFrom>map(TailFrom.At::new)
        .orElseGet(() -> new TailFrom.Since(time(text, zone)));
  }

  private static Instant time(String text, ZoneId zone) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException _) {
      // Perhaps it has no zone.
    }
    try {
      return LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeParseException _) {
      // Perhaps it is a day.
    }
    try {
      return LocalDate.parse(text).atStartOfDay(zone).toInstant();
    } catch (DateTimeParseException _) {
      throw unreadable(text);
    }
  }

  private static UsageProblem unreadable(String text) {
    return new UsageProblem(
        "'"
            + text
            + "' says no place to begin: write earliest, latest, an offset, PARTITION@OFFSET,"
            + " the id of a Redis entry, a time such as 2026-11-21T09:30:00Z, or group:NAME.");
  }
}
