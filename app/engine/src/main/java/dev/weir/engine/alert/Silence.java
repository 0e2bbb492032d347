package dev.weir.engine.alert;

import java.util.Map;

/**
 * Alerts that nobody is told of for a while. They are judged and shown all the same.
 *
 * @param id unique
 * @param where labels that an alert must have, {@code rule} among them; {@code *} in a value stands
 *     for anything
 * @param fromMillis epoch milliseconds, inclusive
 * @param untilMillis epoch milliseconds, exclusive
 * @param by who made it
 * @param comment why
 */
public record Silence(
    long id,
    Map<String, String> where,
    long fromMillis,
    long untilMillis,
    String by,
    String comment) {
  public Silence {
    where = Map.copyOf(where);
  }
}
