package dev.weir.engine.rules;

import java.util.List;

/**
 * One value of a named item of a YAML file, as a form shows it.
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

  /** The text with this value of an item set; an empty one takes its key away. */
  public String put(NamedItems items, String text, String name, String value) {
    return switch (kind) {
      case LIST -> items.setInside(text, name, path, value, "[]");
      case MAP -> items.setInside(text, name, path, value, "{}");
      case TEXT, CHOICE, SECRET, TEXT_OR_SECRET -> items.set(text, name, path, value);
    };
  }
}
