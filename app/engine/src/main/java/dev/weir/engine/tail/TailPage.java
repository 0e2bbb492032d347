package dev.weir.engine.tail;

import dev.weir.engine.finding.Fault;
import java.util.List;
import java.util.Optional;

/**
 * The rows a tail's viewer asked for, out of those kept.
 *
 * @param rows newest first
 * @param firstRow index of the first of {@code rows} among all kept, 0 is the newest
 * @param keptRows number of rows kept
 * @param recordsPerSecond arriving now, before the filter
 * @param filterProblem why the filter is not in force, with line and column
 */
public record TailPage(
    List<TailRow> rows,
    int firstRow,
    int keptRows,
    TailCounts counts,
    double recordsPerSecond,
    boolean paused,
    Optional<String> filterProblem,
    Optional<Fault> fault) {
  /** Before the first record. */
  public static final TailPage EMPTY =
      new TailPage(List.of(), 0, 0, TailCounts.ZERO, 0, false, Optional.empty(), Optional.empty());

  public TailPage {
    rows = List.copyOf(rows);
  }
}
