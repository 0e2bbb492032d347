package dev.weir.engine.alert;

import dev.weir.alert.life.Severity;
import dev.weir.engine.notify.Maintenance;
import dev.weir.engine.notify.Matchers;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why nobody is told of an alert. Confined to the engine's thread. */
final class Suppression {
  private final Map<Long, Silence> silences = new LinkedHashMap<>();
  private long highest;

  void restore(List<Silence> kept, long highestKept) {
    highest = Math.max(highest, highestKept);
    kept.forEach(silence -> silences.put(silence.id(), silence));
  }

  Silence begin(
      Map<String, String> where, Duration time, String by, String comment, long nowMillis) {
    var silence =
        new Silence(++highest, where, nowMillis, nowMillis + time.toMillis(), by, comment);
    silences.put(silence.id(), silence);
    return silence;
  }

  /** The silence as it was, until now; empty where there is none. */
  Optional<Silence> end(long id, long nowMillis) {
    return Optional.ofNullable(silences.remove(id))
        .map(
            silence ->
                new Silence(
                    id,
                    silence.where(),
                    silence.fromMillis(),
                    nowMillis,
                    silence.by(),
                    silence.comment()));
  }

  /** Whether a silence has ended. */
  boolean expire(long nowMillis) {
    return silences.values().removeIf(silence -> silence.untilMillis() <= nowMillis);
  }

  List<Silence> silences() {
    return List.copyOf(silences.values());
  }

  /** Why nobody is told of {@code row}; empty if they are. */
  String of(AlertRow row, Instant now, List<Maintenance> maintenances, Collection<OpenAlert> open) {
    for (Silence silence : silences.values()) {
      if (Matchers.match(silence.where(), row.rule(), row.labels())) {
        return "Silenced" + (silence.by().isEmpty() ? "" : " by " + silence.by());
      }
    }
    for (Maintenance maintenance : maintenances) {
      if (Matchers.match(maintenance.where(), row.rule(), row.labels()) && maintenance.isAt(now)) {
        return "Maintenance: " + maintenance.name();
      }
    }
    for (OpenAlert other : open) {
      if (other.row.fires() && other.row.id() != row.id() && causes(other.row, row)) {
        return "Follows from " + other.row.rule();
      }
    }
    return "";
  }

  /**
   * Whether {@code cause} explains {@code effect}: a broker that is away explains all that is on
   * it, a group that has stopped explains its lag.
   */
  private static boolean causes(AlertRow cause, AlertRow effect) {
    String connection = cause.labels().getOrDefault("connection", "");
    if (connection.isEmpty()
        || !connection.equals(effect.labels().getOrDefault("connection", ""))) {
      return false;
    }
    String metric = cause.series().metric();
    if (metric.equals(MetricName.CONNECTION_AWAY.id())) {
      return !effect.series().metric().equals(metric);
    }
    String group = cause.labels().getOrDefault("group", "");
    String of = effect.series().metric();
    return metric.equals(MetricName.GROUP_STOPPED.id())
        && cause.severity() == Severity.CRITICAL
        && effect.severity() == Severity.WARNING
        && !group.isEmpty()
        && group.equals(effect.labels().getOrDefault("group", ""))
        && (of.equals(MetricName.LAG.id())
            || of.equals(MetricName.LAG_MS.id())
            || of.equals(MetricName.GROUP_FALLING_BEHIND.id()));
  }
}
