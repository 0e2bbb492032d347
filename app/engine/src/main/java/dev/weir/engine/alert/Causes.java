package dev.weir.engine.alert;

import dev.weir.alert.life.Severity;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Alerts that explain others: a broker that is away explains all that is on it, a group that has
 * stopped explains its lag. Found once for all alerts of a moment. Immutable.
 */
final class Causes {
  private static final Set<String> LAGS =
      Set.of(MetricName.LAG.id(), MetricName.LAG_MS.id(), MetricName.GROUP_FALLING_BEHIND.id());

  private final Map<String, AlertRow> away;
  private final Map<Group, AlertRow> stopped;

  private record Group(String connection, String name) {}

  private Causes(Map<String, AlertRow> away, Map<Group, AlertRow> stopped) {
    this.away = away;
    this.stopped = stopped;
  }

  static Causes among(Collection<OpenAlert> open) {
    Map<String, AlertRow> away = new HashMap<>();
    Map<Group, AlertRow> stopped = new HashMap<>();
    for (OpenAlert alert : open) {
      AlertRow row = alert.row;
      String metric = row.series().metric();
      if (!row.fires()) {
        continue;
      }
      if (metric.equals(MetricName.CONNECTION_AWAY.id())) {
        away.putIfAbsent(connection(row), row);
      } else if (metric.equals(MetricName.GROUP_STOPPED.id())
          && row.severity() == Severity.CRITICAL) {
        stopped.putIfAbsent(group(row), row);
      }
    }
    return new Causes(away, stopped);
  }

  private static String connection(AlertRow row) {
    return row.labels().getOrDefault("connection", "");
  }

  private static Group group(AlertRow row) {
    return new Group(connection(row), row.labels().getOrDefault("group", ""));
  }

  /** What explains {@code row}; empty where nothing does. */
  Optional<AlertRow> of(AlertRow row) {
    if (connection(row).isEmpty()) {
      return Optional.empty();
    }
    String metric = row.series().metric();
    if (!metric.equals(MetricName.CONNECTION_AWAY.id())) {
      AlertRow cause = away.get(connection(row));
      if (cause != null) {
        return Optional.of(cause);
      }
    }
    Group group = group(row);
    boolean isEffect =
        LAGS.contains(metric) && row.severity() == Severity.WARNING && !group.name().isEmpty();
    return isEffect ? Optional.ofNullable(stopped.get(group)) : Optional.empty();
  }
}
