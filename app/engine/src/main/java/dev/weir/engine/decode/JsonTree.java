package dev.weir.engine.decode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON into a tree that keeps duplicate names and the digits of numbers. Bounded in depth and
 * in number of values, and without recursion, so that no document can exhaust stack or heap.
 */
final class JsonTree {
  static final int MAX_DEPTH = 200;
  static final int MAX_VALUES = 200_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(100_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(1_000_000)
                  .build())
          .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // Names of records are unbounded in number; an intern table would only fill up.
          .disable(tools.jackson.core.TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private JsonTree() {}

  /**
   * The outcome of reading: a tree, or why there is none.
   *
   * @param problem in words; present exactly where {@code tree} is not
   */
  record Reading(Optional<ValueNode> tree, Optional<String> problem) {
    private static Reading of(ValueNode tree) {
      return new Reading(Optional.of(tree), Optional.empty());
    }

    private static Reading failed(String problem) {
      return new Reading(Optional.empty(), Optional.of(problem));
    }
  }

  /** Reads one document; anything but white space after it is a problem. */
  static Reading read(byte[] utf8, int offset, int length) {
    Deque<Level> levels = new ArrayDeque<>();
    int values = 0;
    try (JsonParser parser =
        FACTORY.createParser(ObjectReadContext.empty(), utf8, offset, length)) {
      Level root = new Level(false);
      Level level = root;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (++values > MAX_VALUES) {
          return Reading.failed("It holds more than " + MAX_VALUES + " values.");
        }
        switch (token) {
          case START_OBJECT, START_ARRAY -> {
            levels.push(level);
            level = new Level(token == JsonToken.START_OBJECT);
          }
          case END_OBJECT, END_ARRAY -> {
            ValueNode closed = level.node();
            level = levels.pop();
            level.add(closed);
          }
          case PROPERTY_NAME -> level.name = parser.currentName();
          case VALUE_STRING -> level.add(new ValueNode.Text(parser.getString()));
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
              level.add(new ValueNode.Numeric(parser.getString()));
          case VALUE_TRUE -> level.add(new ValueNode.Truth(true));
          case VALUE_FALSE -> level.add(new ValueNode.Truth(false));
          case VALUE_NULL -> level.add(new ValueNode.Nothing());
          default -> {
            return Reading.failed("Unexpected " + token + ".");
          }
        }
      }
      if (root.items.size() != 1 || !levels.isEmpty()) {
        return Reading.failed("It is not one JSON document.");
      }
      return Reading.of(root.items.getFirst());
    } catch (JacksonException e) {
      String message = e.getOriginalMessage();
      return Reading.failed(message == null ? "It is not JSON." : message);
    }
  }

  private static final class Level {
    private final boolean isObject;
    private final List<ValueNode> items = new ArrayList<>();
    private final List<ValueNode.Field> fields = new ArrayList<>();
    private String name = "";

    Level(boolean isObject) {
      this.isObject = isObject;
    }

    void add(ValueNode value) {
      if (isObject) {
        fields.add(new ValueNode.Field(name, value));
      } else {
        items.add(value);
      }
    }

    ValueNode node() {
      return isObject ? new ValueNode.Tree(fields) : new ValueNode.Items(items);
    }
  }
}
