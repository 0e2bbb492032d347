package dev.weir.engine.publish;

/**
 * Which rows of a table, and in what order. Filtering and sorting happen in the engine.
 *
 * @param text part of a name, any case; empty for all
 * @param column id of the column to sort by
 */
public record TableQuery(String text, String column, boolean descending, Rows rows) {

  /** Which rows a table is asked for. */
  public enum Rows {
    ALL,
    /** Without what is usually noise: internal streams, groups without lag. */
    RELEVANT,
    /** Something is wrong with them: what a badge of the rail counts. */
    TROUBLED,
    /** Starred by the user; groups have no stars and give none. */
    FAVOURITE
  }

  /** The same question with another text. */
  public TableQuery withText(String other) {
    return new TableQuery(other, column, descending, rows);
  }

  /** The same question in another order. */
  public TableQuery sorted(String byColumn, boolean isDescending) {
    return new TableQuery(text, byColumn, isDescending, rows);
  }

  /** The same question for other rows. */
  public TableQuery withRows(Rows others) {
    return new TableQuery(text, column, descending, others);
  }
}
