package dev.weir.views.kit;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Moments in words as short as they can be: today's by the clock, those of other days with their
 * day.
 *
 * @param clock says what day it is
 * @param zone in which times are shown now
 */
public record Moments(InstantSource clock, Supplier<ZoneId> zone) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter YEAR =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  /** 14:40:11 of today, "21 Nov 14:40" of another day, "21 Nov 2025" of another year. */
  public String second(long epochMillis) {
    return isToday(epochMillis) ? Formats.clockSeconds(epochMillis, zone.get()) : day(epochMillis);
  }

  /** As {@link #second}, but 14:40:11.000 of today. */
  public String milli(long epochMillis) {
    return isToday(epochMillis) ? Formats.clock(epochMillis, zone.get()) : day(epochMillis);
  }

  private boolean isToday(long epochMillis) {
    return in(epochMillis).toLocalDate().equals(in(clock.millis()).toLocalDate());
  }

  private String day(long epochMillis) {
    ZonedDateTime at = in(epochMillis);
    return (at.getYear() == in(clock.millis()).getYear() ? DAY : YEAR).format(at);
  }

  private ZonedDateTime in(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).atZone(zone.get());
  }
}
