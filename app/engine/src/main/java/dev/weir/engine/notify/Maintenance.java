package dev.weir.engine.notify;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Set;

/**
 * Hours in which alerts are not told.
 *
 * @param days on which it begins
 * @param from local time it begins, inclusive
 * @param to local time it ends, exclusive; not after {@code from}: on the next day
 * @param zone that days and times are of
 * @param where labels that an alert must have, {@code rule} among them; {@code *} stands for
 *     anything
 */
public record Maintenance(
    String name,
    Set<DayOfWeek> days,
    LocalTime from,
    LocalTime to,
    ZoneId zone,
    Map<String, String> where) {
  public Maintenance {
    days = Set.copyOf(days);
    where = Map.copyOf(where);
  }

  /** Whether it is under way. */
  public boolean isAt(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean sameDay = from.isBefore(to);
    if (days.contains(local.getDayOfWeek())
        && !time.isBefore(from)
        && (!sameDay || time.isBefore(to))) {
      return true;
    }
    return !sameDay && days.contains(local.getDayOfWeek().minus(1)) && time.isBefore(to);
  }
}
