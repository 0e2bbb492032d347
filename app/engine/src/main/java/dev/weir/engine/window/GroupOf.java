package dev.weir.engine.window;

/** Which records are counted together. */
public sealed interface GroupOf {
  /** All of them. */
  record Everything() implements GroupOf {}

  /** Those with the same field; the key is the path {@code key}. */
  record Field(FieldPath path) implements GroupOf {}
}
