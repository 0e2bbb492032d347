package dev.weir.engine.deadletter.change;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in a JSON value, as RFC 6901 writes it.
 *
 * @param steps names and indexes from the root; none: the whole value
 */
record Pointer(String text, List<String> steps) {
  private static final String END = "-";

  Pointer {
    steps = List.copyOf(steps);
  }

  /** Empty if {@code text} is no pointer. */
  static Optional<Pointer> of(String text) {
    if (text.isEmpty()) {
      return Optional.of(new Pointer(text, List.of()));
    }
    if (text.charAt(0) != '/') {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    for (String step : text.substring(1).split("/", -1)) {
      if (step.matches("(?s).*~(?![01]).*")) {
        return Optional.empty();
      }
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return Optional.of(new Pointer(text, steps));
  }

  boolean isRoot() {
    return steps.isEmpty();
  }

  /** Whether {@code other} is this place or lies within it. */
  boolean holds(Pointer other) {
    return other.steps.size() >= steps.size() && other.steps.subList(0, steps.size()).equals(steps);
  }

  /** What is there. */
  JsonNode in(JsonNode root) throws Unfit {
    JsonNode at = root;
    for (String step : steps) {
      at = child(at, step);
    }
    return at;
  }

  private JsonNode child(JsonNode at, String step) throws Unfit {
    JsonNode next =
        switch (at) {
          case ObjectNode object -> object.get(step);
          case ArrayNode array -> array.get(index(step, array.size() - 1));
          default -> null;
        };
    if (next == null) {
      throw missing();
    }
    return next;
  }

  private Unfit missing() {
    return new Unfit("there is nothing at " + text);
  }

  /** The object or list that this place is in. */
  private JsonNode parent(JsonNode root) throws Unfit {
    JsonNode at = root;
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = child(at, step);
    }
    return at;
  }

  private int index(String step, int most) throws Unfit {
    if (!step.matches("0|[1-9]\\d{0,8}") || Integer.parseInt(step) > most) {
      throw missing();
    }
    return Integer.parseInt(step);
  }

  /** Adds a member or replaces it, inserts into a list before an index, or at its end. */
  JsonNode add(JsonNode root, JsonNode value) throws Unfit {
    if (isRoot()) {
      return value;
    }
    String last = steps.getLast();
    switch (parent(root)) {
      case ObjectNode object -> {
        JsonNode unused = object.set(last, value);
      }
      case ArrayNode array -> {
        ArrayNode unused =
            array.insert(last.equals(END) ? array.size() : index(last, array.size()), value);
      }
      default -> throw missing();
    }
    return root;
  }

  /** Adds a member or replaces it, replaces what a list has at an index, or adds at its end. */
  JsonNode put(JsonNode root, JsonNode value) throws Unfit {
    if (!isRoot() && parent(root) instanceof ArrayNode array && !steps.getLast().equals(END)) {
      JsonNode unused = array.set(index(steps.getLast(), array.size() - 1), value);
      return root;
    }
    return add(root, value);
  }

  JsonNode replace(JsonNode root, JsonNode value) throws Unfit {
    JsonNode unused = in(root);
    return put(root, value);
  }

  JsonNode remove(JsonNode root) throws Unfit {
    if (isRoot()) {
      throw new Unfit("the whole value cannot be removed");
    }
    String last = steps.getLast();
    JsonNode removed =
        switch (parent(root)) {
          case ObjectNode object -> object.remove(last);
          case ArrayNode array -> array.remove(index(last, array.size() - 1));
          default -> null;
        };
    if (removed == null) {
      throw missing();
    }
    return root;
  }
}
