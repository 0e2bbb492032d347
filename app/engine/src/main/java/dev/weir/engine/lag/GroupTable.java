package dev.weir.engine.lag;

import dev.weir.engine.publish.Table;
import java.util.List;

/**
 * Groups that match the query, in its order.
 *
 * @param total groups known, matching or not
 */
public record GroupTable(List<GroupRow> rows, int total) implements Table<GroupRow> {
  /** Before anything is known. */
  public static final GroupTable EMPTY = new GroupTable(List.of(), 0);

  public GroupTable {
    rows = List.copyOf(rows);
  }
}
