package dev.weir.stream;

import java.util.List;
import java.util.Set;

/**
 * Pending entries as they stood at one moment.
 *
 * @param atMillis the server's clock just before they were listed
 * @param lookedAt pending entries looked at
 * @param complete whether these are all that were asked for; false if there are more
 */
public record PendingList(
    GroupRef group,
    StreamRef stream,
    long atMillis,
    List<Row> rows,
    long lookedAt,
    boolean complete) {
  public PendingList {
    rows = List.copyOf(rows);
  }

  /**
   * One entry.
   *
   * @param kept whether the stream still has it; what was trimmed or deleted can only be
   *     acknowledged
   * @param fields its fields as JSON, cut where long; empty if it is not kept
   */
  public record Row(PendingEntry entry, boolean kept, String fields) {}

  /** The same list with these entries only. */
  public PendingList only(Set<Position.EntryId> ids) {
    return new PendingList(
        group,
        stream,
        atMillis,
        rows.stream().filter(row -> ids.contains(row.entry().id())).toList(),
        lookedAt,
        complete);
  }
}
