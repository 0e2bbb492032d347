package dev.weir.engine.decode;

import java.util.List;

/** A decoded value as a tree. Numbers keep the text they were written with. */
public sealed interface ValueNode {
  record Tree(List<Field> fields) implements ValueNode {
    public Tree {
      fields = List.copyOf(fields);
    }
  }

  record Items(List<ValueNode> items) implements ValueNode {
    public Items {
      items = List.copyOf(items);
    }
  }

  record Text(String text) implements ValueNode {}

  /** As written: never through a double. */
  record Numeric(String digits) implements ValueNode {}

  record Truth(boolean value) implements ValueNode {}

  record Nothing() implements ValueNode {}

  /** A member of a tree. Names may repeat. */
  record Field(String name, ValueNode value) {}
}
