package dev.weir.engine.rules;

import java.util.List;

/**
 * One value of a YAML file, as a form shows it.
 *
 * @param path the keys that lead to it
 * @param label what it is called
 * @param hint an example, or what holds where it is left empty
 * @param value as it is written; empty where it is not
 * @param choices what it may be, of a {@link Kind#CHOICE}; empty otherwise
 */
public record FormField(
    List<String> path, String label, String hint, String value, Kind kind, List<String> choices) {
  /** What is written there. */
  public enum Kind {
    TEXT,

    /** One of a few words. */
    CHOICE,

    /** A list, as {@code one, "two"}. */
    LIST,

    /** Texts by name, as {@code one: "text", two: "text"}. */
    MAP,

    /** A secret, by reference. */
    SECRET,

    /** A text that may be a reference to a secret. */
    TEXT_OR_SECRET
  }

  public FormField {
    path = List.copyOf(path);
    choices = List.copyOf(choices);
  }

  /** A plain value. */
  public static FormField text(List<String> path, String label, String hint, String value) {
    return new FormField(path, label, hint, value, Kind.TEXT, List.of());
  }

  /** A value of a text, as it is there. */
  public static FormField of(
      YamlPlace place, String text, Kind kind, String label, String hint, String... path) {
    List<String> keys = List.of(path);
    String value =
        kind == Kind.LIST || kind == Kind.MAP
            ? place.inside(text, keys)
            : place.value(text, keys).orElse("");
    return new FormField(keys, label, hint, value, kind, List.of());
  }

  /** The text with this value set; an empty one takes its key away. */
  public String put(YamlPlace place, String text, String value) {
    return switch (kind) {
      case LIST -> place.setInside(text, path, value, "[]");
      case MAP -> place.setInside(text, path, value, "{}");
      case TEXT, CHOICE, SECRET, TEXT_OR_SECRET -> place.set(text, path, value);
    };
  }
}
