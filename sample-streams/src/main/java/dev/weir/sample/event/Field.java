package dev.weir.sample.event;

import java.util.List;

/**
 * One field of an event's data.
 *
 * @param kind its JSON type
 * @param values the only values allowed; empty for any
 * @param optional whether it may be missing
 */
public record Field(
    String name, Kind kind, String description, List<String> values, boolean optional) {

  /** JSON type of a field. */
  public enum Kind {
    TEXT("string"),
    INTEGER("integer"),
    DECIMAL("number"),
    FLAG("boolean");

    private final String jsonType;

    Kind(String jsonType) {
      this.jsonType = jsonType;
    }

    public String jsonType() {
      return jsonType;
    }
  }

  static Field text(String name, String description) {
    return new Field(name, Kind.TEXT, description, List.of(), false);
  }

  static Field oneOf(String name, String description, String... values) {
    return new Field(name, Kind.TEXT, description, List.of(values), false);
  }

  static Field integer(String name, String description) {
    return new Field(name, Kind.INTEGER, description, List.of(), false);
  }

  static Field decimal(String name, String description) {
    return new Field(name, Kind.DECIMAL, description, List.of(), false);
  }

  static Field flag(String name, String description) {
    return new Field(name, Kind.FLAG, description, List.of(), false);
  }
}
