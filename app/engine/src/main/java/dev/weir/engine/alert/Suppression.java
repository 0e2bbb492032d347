package dev.weir.engine.alert;

import dev.weir.engine.notify.Maintenance;
import dev.weir.engine.notify.Matchers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why nobody is told of an alert. Confined to the engine's thread. */
final class Suppression {
  private static final String FOLLOWS = "Follows from ";

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
  String of(AlertRow row, Instant now, List<Maintenance> maintenances, Causes causes) {
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
    return causes.of(row).map(cause -> FOLLOWS + cause.rule()).orElse("");
  }

  /** Whether it is people who keep others from being told, and not another alert. */
  static boolean isByPeople(String suppressedBy) {
    return !suppressedBy.isEmpty() && !suppressedBy.startsWith(FOLLOWS);
  }
}
