package dev.weir.engine.deadletter.change;

import java.util.List;
import java.util.Optional;

/**
 * What is changed about every record of a plan, as it was written down. Expressions see the record
 * as it died; the patch is applied first, then the values in their order.
 *
 * @param patch a JSON Patch (RFC 6902) on the value, as JSON
 * @param values where in the value, as a JSON Pointer (RFC 6901), to put what an expression gives
 * @param headers which header, or field of an entry, to give what an expression gives; null takes
 *     it off
 * @param key the expression that gives the key; null takes it off
 */
public record Change(
    Optional<String> patch,
    List<Assignment> values,
    List<Assignment> headers,
    Optional<String> key) {
  /** Nothing is changed. */
  public static final Change NONE =
      new Change(Optional.empty(), List.of(), List.of(), Optional.empty());

  public Change {
    values = List.copyOf(values);
    headers = List.copyOf(headers);
  }

  /**
   * What goes where.
   *
   * @param at a pointer, or a header's name
   * @param expression in CEL
   */
  public record Assignment(String at, String expression) {}

  public boolean isNone() {
    return equals(NONE);
  }

  boolean isOfValue() {
    return patch.isPresent() || !values.isEmpty();
  }
}
