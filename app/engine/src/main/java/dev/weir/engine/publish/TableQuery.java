package dev.weir.engine.publish;

/**
 * Which rows of a table, and in what order. Filtering and sorting happen in the engine.
 *
 * @param text part of a name, any case; empty for all
 * @param column id of the column to sort by
 * @param onlyRelevant leaves out what is usually noise: internal streams, groups without lag
 */
public record TableQuery(String text, String column, boolean descending, boolean onlyRelevant) {}
