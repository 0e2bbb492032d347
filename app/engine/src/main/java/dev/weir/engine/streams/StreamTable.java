package dev.weir.engine.streams;

import dev.weir.engine.publish.Table;
import java.util.List;

/**
 * Streams that match the query, in its order.
 *
 * @param total streams known, matching or not
 */
public record StreamTable(List<StreamRow> rows, int total) implements Table<StreamRow> {
  /** Before anything is known. */
  public static final StreamTable EMPTY = new StreamTable(List.of(), 0);

  public StreamTable {
    rows = List.copyOf(rows);
  }
}
