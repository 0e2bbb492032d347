package dev.weir.sample.event;

import java.util.List;

/**
 * One field of an event's data.
 *
 * @param kind its JSON type
 * @param values the only values allowed; empty for any
 */
public record Field(String name, Kind kind, String description, List<String> values) {

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
    return new Field(name, Kind.TEXT, description, List.of());
  }

  static Field oneOf(String name, String description, String... values) {
    return new Field(name, Kind.TEXT, description, List.of(values));
  }

  static Field integer(String name, String description) {
    return new Field(name, Kind.INTEGER, description, List.of());
  }

  static Field decimal(String name, String description) {
    return new Field(name, Kind.DECIMAL, description, List.of());
  }

  static Field flag(String name, String description) {
    return new Field(name, Kind.FLAG, description, List.of());
  }
}
