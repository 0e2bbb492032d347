package dev.weir.engine.alert;

import dev.weir.engine.finding.Target;
import java.util.List;

/**
 * Which rules watch which streams and groups.
 *
 * @param rows those that no rule watches first, then those that only rules on everything do
 */
public record Coverage(List<Row> rows) {
  public static final Coverage EMPTY = new Coverage(List.of());

  public Coverage {
    rows = List.copyOf(rows);
  }

  /**
   * A stream or a group.
   *
   * @param kind "stream" or "group"
   * @param rules that watch it by a metric of theirs, by name
   * @param general rules on everything that watch it too
   * @param metrics that are measured of it
   */
  public record Row(
      String kind,
      String connection,
      String name,
      List<String> rules,
      List<String> general,
      List<String> metrics,
      Target target) {
    public Row {
      rules = List.copyOf(rules);
      general = List.copyOf(general);
      metrics = List.copyOf(metrics);
    }

    /** Whether nothing at all would be noticed of it. */
    public boolean isUnwatched() {
      return rules.isEmpty() && general.isEmpty();
    }
  }
}
