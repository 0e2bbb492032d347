package dev.weir.engine.alert;

import dev.weir.alert.evaluation.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Alerts that are over and that nothing judges any more, whose end is to be told to those who were
 * told of their start. Confined to the engine's thread.
 */
final class OwedEnds {
  private final Map<Long, AlertRow> rows = new LinkedHashMap<>();

  void owe(AlertRow row) {
    rows.put(row.id(), row);
  }

  void paid(AlertRow row) {
    rows.remove(row.id());
  }

  List<AlertRow> rows() {
    return List.copyOf(rows.values());
  }

  /** One that fires again: its end is not told. */
  Optional<AlertRow> takeBack(String rule, Series series) {
    Optional<AlertRow> found =
        rows.values().stream()
            .filter(row -> row.rule().equals(rule) && row.series().equals(series))
            .findFirst();
    found.ifPresent(this::paid);
    return found;
  }
}
