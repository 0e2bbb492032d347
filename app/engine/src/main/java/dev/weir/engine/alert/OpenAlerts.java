package dev.weir.engine.alert;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Alerts that are not over, or whose end is still to be told, oldest first; found by id and by what
 * they are about, as there may be thousands. Confined to the engine's thread.
 */
final class OpenAlerts {
  private final SequencedMap<Long, OpenAlert> byId = new LinkedHashMap<>();
  private final Map<RuleSeries, Set<OpenAlert>> bySeries = new HashMap<>();

  void add(OpenAlert alert) {
    byId.put(alert.row.id(), alert);
    bySeries.computeIfAbsent(RuleSeries.of(alert.row), _ -> new LinkedHashSet<>(2)).add(alert);
  }

  void remove(OpenAlert alert) {
    byId.remove(alert.row.id(), alert);
    bySeries.computeIfPresent(
        RuleSeries.of(alert.row),
        (_, all) -> {
          all.remove(alert);
          return all.isEmpty() ? null : all;
        });
  }

  boolean contains(long id) {
    return byId.containsKey(id);
  }

  Optional<OpenAlert> of(long id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Those of the same rule on the same series. */
  List<OpenAlert> besides(OpenAlert alert) {
    return bySeries.getOrDefault(RuleSeries.of(alert.row), Set.of()).stream()
        .filter(other -> other != alert)
        .toList();
  }

  /** A view. */
  SequencedCollection<OpenAlert> all() {
    return byId.sequencedValues();
  }
}
