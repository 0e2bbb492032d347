package dev.weir.views.shell;

import dev.weir.engine.alert.AlertRow;
import dev.weir.engine.alert.AlertTable;
import dev.weir.engine.publish.Attendance;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the window rests, and how deeply: nobody has touched it for a while, and nothing has
 * begun to call for somebody. Decides only; times come in as arguments, by one clock that never
 * goes back. Confined to the FX thread.
 */
final class Rest {
  /** Untouched for so long it rests. */
  static final Duration AFTER = Duration.ofMinutes(2);

  /** Untouched for so long it sleeps. */
  static final Duration DEEPER_AFTER = Duration.ofMinutes(4);

  private long wokenNanos;
  private Attendance attendance = Attendance.PRESENT;
  private Set<Long> calling = Set.of();

  /** Awake, as if touched at {@code nowNanos}. */
  Rest(long nowNanos) {
    wokenNanos = nowNanos;
  }

  /** Present, resting or asleep. */
  Attendance attendance() {
    return attendance;
  }

  /**
   * Somebody touched it.
   *
   * @return whether that woke it
   */
  boolean touched(long nowNanos) {
    boolean woke = attendance.rests();
    attendance = Attendance.PRESENT;
    wokenNanos = nowNanos;
    return woke;
  }

  /**
   * Time has passed.
   *
   * @return whether it begins to rest, or to sleep, now
   */
  boolean passed(long nowNanos) {
    long untouched = nowNanos - wokenNanos;
    Attendance now =
        untouched < AFTER.toNanos()
            ? Attendance.PRESENT
            : untouched < DEEPER_AFTER.toNanos() ? Attendance.RESTING : Attendance.ASLEEP;
    boolean isDeeper = now.compareTo(attendance) > 0;
    if (isDeeper) {
      attendance = now;
    }
    return isDeeper;
  }

  /**
   * Alerts as they are now. One that fires and did not before counts as a touch, unless somebody
   * looks after it or wanted to hear nothing of it.
   *
   * @return whether that woke it
   */
  boolean heard(AlertTable alerts, long nowNanos) {
    Set<Long> now =
        alerts.active().stream()
            .filter(AlertRow::calls)
            .map(AlertRow::id)
            .collect(Collectors.toUnmodifiableSet());
    boolean isNew = !calling.containsAll(now);
    calling = now;
    return isNew && touched(nowNanos);
  }
}
