package dev.weir.engine.alert;

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
  Optional<AlertRow> takeBack(RuleSeries again) {
    Optional<AlertRow> found =
        rows.values().stream().filter(row -> RuleSeries.of(row).equals(again)).findFirst();
    found.ifPresent(this::paid);
    return found;
  }
}
