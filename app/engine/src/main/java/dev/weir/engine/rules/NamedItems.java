package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A list in the text of a YAML file, each of whose items has a name; changed value by value:
 * comments, order and the way things are written stay. A value is named by the keys that lead to
 * it. All of it does nothing where the text is not YAML or has no such item.
 */
public enum NamedItems {
  RULES("rules"),
  CHANNELS("channels");

  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}$][^:#\\[\\]{},&*!|>'\"%@`\\n]*");

  private final String key;

  NamedItems(String key) {
    this.key = key;
  }

  /** The names of the items, in their order. */
  public List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (Node item : items(text)) {
      find(item, List.of("name"))
          .filter(ScalarNode.class::isInstance)
          .ifPresent(named -> names.add(((ScalarNode) named).getValue()));
    }
    return names;
  }

  /** A value of an item as it is written; empty where there is none, or it is no single value. */
  public Optional<String> value(String text, String name, List<String> path) {
    return item(text, name)
        .flatMap(item -> find(item, path))
        .filter(ScalarNode.class::isInstance)
        .map(node -> ((ScalarNode) node).getValue());
  }

  /** Whether an item has a key, whatever is written there. */
  public boolean has(String text, String name, List<String> path) {
    return item(text, name).flatMap(item -> find(item, path)).isPresent();
  }

  /** The text with a value of an item set; an empty one takes the key away. */
  public String set(String text, String name, List<String> path, String value) {
    return put(text, name, path, value.isBlank() ? "" : written(value));
  }

  private String put(String text, String name, List<String> path, String written) {
    Optional<Node> item = item(text, name);
    if (item.isEmpty()) {
      return text;
    }
    Optional<Node> there = find(item.get(), path);
    if (there.isPresent()) {
      return written.isEmpty()
          ? without(text, item.get(), path)
          : replaced(text, there.get(), written);
    }
    return written.isEmpty() ? text : with(text, item.get(), path, written);
  }

  /** What is inside a list or a mapping of an item, in the short form: {@code one, "two"}. */
  public String inside(String text, String name, List<String> path) {
    return item(text, name)
        .flatMap(item -> find(item, path))
        .map(
            node ->
                switch (node) {
                  case SequenceNode list ->
                      list.getValue().stream()
                          .map(NamedItems::scalar)
                          .collect(Collectors.joining(", "));
                  case MappingNode mapping ->
                      mapping.getValue().stream()
                          .map(one -> scalar(one.getKeyNode()) + ": " + scalar(one.getValueNode()))
                          .collect(Collectors.joining(", "));
                  default -> scalar(node);
                })
        .orElse("");
  }

  private static String scalar(Node node) {
    return node instanceof ScalarNode scalar ? written(scalar.getValue()) : "…";
  }

  /**
   * The text with a list or a mapping of an item set to what {@link #inside} is; as it was where
   * that is half written. An empty one takes the key away.
   *
   * @param brackets "[]" or "{}"
   */
  public String setInside(
      String text, String name, List<String> path, String inside, String brackets) {
    if (inside.isBlank()) {
      return put(text, name, path, "");
    }
    String written = brackets.charAt(0) + inside.strip() + brackets.charAt(1);
    boolean isWhole = YamlText.compose("", written, new ArrayList<>()).isPresent();
    return isWhole ? put(text, name, path, written) : text;
  }

  private static String replaced(String text, Node node, String by) {
    return text.substring(0, start(text, node)) + by + text.substring(contentEnd(text, node));
  }

  private static String with(String text, Node item, List<String> path, String written) {
    Optional<Node> parent = find(item, path.subList(0, path.size() - 1));
    if (parent.isEmpty()) {
      String key = path.get(path.size() - 2);
      String block = "{" + path.getLast() + ": " + written + "}";
      return path.size() != 2 ? text : added(text, (MappingNode) item, key, block);
    }
    return parent.get() instanceof MappingNode mapping
        ? added(text, mapping, path.getLast(), written)
        : text;
  }

  private static String added(String text, MappingNode mapping, String key, String written) {
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      int at = end(text, mapping) - 1;
      String comma = mapping.getValue().isEmpty() ? "" : ", ";
      return text.substring(0, at) + comma + key + ": " + written + text.substring(at);
    }
    NodeTuple last = mapping.getValue().getLast();
    int column = last.getKeyNode().getStartMark().map(Mark::getColumn).orElse(0);
    int at = lineEnd(text, contentEnd(text, last.getValueNode()));
    return text.substring(0, at)
        + "\n"
        + " ".repeat(column)
        + key
        + ": "
        + written
        + text.substring(at);
  }

  private static String without(String text, Node item, List<String> path) {
    Optional<Node> parent = find(item, path.subList(0, path.size() - 1));
    if (!(parent.orElse(null) instanceof MappingNode mapping) || mapping.getValue().size() < 2) {
      return text;
    }
    List<NodeTuple> tuples = mapping.getValue();
    for (int i = 0; i < tuples.size(); i++) {
      if (!isKey(tuples.get(i), path.getLast())) {
        continue;
      }
      int from = start(text, tuples.get(i).getKeyNode());
      int to = contentEnd(text, tuples.get(i).getValueNode());
      if (mapping.getFlowStyle() == FlowStyle.FLOW) {
        return i + 1 < tuples.size()
            ? text.substring(0, from) + text.substring(start(text, tuples.get(i + 1).getKeyNode()))
            : text.substring(0, contentEnd(text, tuples.get(i - 1).getValueNode()))
                + text.substring(to);
      }
      if (i == 0) {
        return text.substring(0, from) + text.substring(start(text, tuples.get(1).getKeyNode()));
      }
      int lineStart = text.lastIndexOf('\n', from - 1);
      return text.substring(0, Math.max(0, lineStart)) + text.substring(lineEnd(text, to));
    }
    return text;
  }

  /** Ends of blocks stand where the next thing begins: back to where the last content ends. */
  private static int contentEnd(String text, Node node) {
    int end = end(text, node);
    if (node instanceof MappingNode mapping
        && mapping.getFlowStyle() != FlowStyle.FLOW
        && !mapping.getValue().isEmpty()) {
      return contentEnd(text, mapping.getValue().getLast().getValueNode());
    }
    if (node instanceof SequenceNode sequence
        && sequence.getFlowStyle() != FlowStyle.FLOW
        && !sequence.getValue().isEmpty()) {
      return contentEnd(text, sequence.getValue().getLast());
    }
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** A value as YAML: plain where that is safe. */
  private static String written(String value) {
    boolean isPlain =
        PLAIN.matcher(value).matches() && !value.endsWith(" ")
            || value.matches("-?[0-9][0-9.eE+-]*");
    return isPlain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** An item with the comment lines above it, as a file of its own; empty where it is not there. */
  public Optional<String> alone(String text, String name) {
    return item(text, name)
        .map(
            node -> {
              int to = lineEnd(text, contentEnd(text, node));
              return key + ":\n" + text.substring(head(text, node), to) + "\n";
            });
  }

  /** Where the lines of an item begin, with the comment lines above it. */
  private static int head(String text, Node item) {
    int from = text.lastIndexOf('\n', start(text, item)) + 1;
    while (from > 0) {
      int before = text.lastIndexOf('\n', from - 2) + 1;
      if (!text.substring(before, from).strip().startsWith("#")) {
        break;
      }
      from = before;
    }
    return from;
  }

  /**
   * The text with an item behind the others.
   *
   * @param lines {@code key: value} each; the first is the item's name
   */
  public String with(String text, List<String> lines) {
    Optional<Node> list = list(text);
    if (list.isEmpty()) {
      String before = text.isBlank() ? "" : text.stripTrailing() + "\n\n";
      return before + key + ":\n" + block(lines, 2);
    }
    List<Node> items = items(text);
    if (items.isEmpty()) {
      int at = start(text, list.get());
      boolean isWritten = list.get() instanceof SequenceNode;
      int to = isWritten ? contentEnd(text, list.get()) : at;
      return text.substring(0, at).stripTrailing()
          + "\n"
          + block(lines, 2).stripTrailing()
          + text.substring(to);
    }
    if (list.get() instanceof SequenceNode sequence && sequence.getFlowStyle() == FlowStyle.FLOW) {
      int at = contentEnd(text, items.getLast());
      return text.substring(0, at) + ", {" + String.join(", ", lines) + "}" + text.substring(at);
    }
    int at = lineEnd(text, contentEnd(text, items.getLast()));
    int column = items.getLast().getStartMark().map(Mark::getColumn).orElse(2);
    int dash = text.lastIndexOf('-', start(text, items.getLast()));
    int indent = Math.max(0, column - (start(text, items.getLast()) - dash));
    return text.substring(0, at) + "\n" + block(lines, indent).stripTrailing() + text.substring(at);
  }

  private static String block(List<String> lines, int indent) {
    var block = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      block.append(" ".repeat(indent)).append(i == 0 ? "- " : "  ").append(lines.get(i));
      block.append('\n');
    }
    return block.toString();
  }

  /** The text without an item and the comment lines above it. */
  public String without(String text, String name) {
    Optional<Node> item = item(text, name);
    Optional<Node> list = list(text);
    if (item.isEmpty() || list.isEmpty()) {
      return text;
    }
    List<Node> items = items(text);
    int itemStart = start(text, item.get());
    int index = 0;
    while (start(text, items.get(index)) < itemStart) {
      index++;
    }
    boolean isFlow =
        list.get() instanceof SequenceNode sequence && sequence.getFlowStyle() == FlowStyle.FLOW;
    if (isFlow) {
      int from = index == 0 ? start(text, item.get()) : contentEnd(text, items.get(index - 1));
      int to =
          index == 0 && items.size() > 1 ? start(text, items.get(1)) : contentEnd(text, item.get());
      return text.substring(0, from) + text.substring(to);
    }
    int to = Math.min(text.length(), lineEnd(text, contentEnd(text, item.get())) + 1);
    String rest = text.substring(0, head(text, item.get())) + text.substring(to);
    if (items.size() > 1) {
      return rest;
    }
    int colon = text.indexOf(':', keyEnd(text));
    return rest.substring(0, colon + 1) + " []" + rest.substring(colon + 1);
  }

  /** The text with the items of {@code more} behind its own, which are the last thing in it. */
  public String appended(String text, String more) {
    int body = more.indexOf(key + ":\n");
    String items = body < 0 ? more : more.substring(body + key.length() + 2);
    return text.isBlank() ? more : text.stripTrailing() + "\n\n" + items;
  }

  private Optional<Node> list(String text) {
    return YamlText.compose("", text, new ArrayList<>()).flatMap(root -> find(root, List.of(key)));
  }

  /** Where the list's key ends. */
  private int keyEnd(String text) {
    return YamlText.compose("", text, new ArrayList<>())
        .filter(MappingNode.class::isInstance)
        .flatMap(
            root ->
                ((MappingNode) root)
                    .getValue().stream().filter(tuple -> isKey(tuple, key)).findFirst())
        .map(tuple -> end(text, tuple.getKeyNode()))
        .orElse(0);
  }

  private List<Node> items(String text) {
    return list(text)
        .filter(SequenceNode.class::isInstance)
        .map(node -> ((SequenceNode) node).getValue())
        .orElse(List.of());
  }

  private Optional<Node> item(String text, String name) {
    return items(text).stream()
        .filter(
            item ->
                find(item, List.of("name"))
                    .filter(ScalarNode.class::isInstance)
                    .filter(named -> ((ScalarNode) named).getValue().equals(name))
                    .isPresent())
        .findFirst();
  }

  private static Optional<Node> find(Node node, List<String> path) {
    @Nullable Node at = node;
    for (String key : path) {
      at = at instanceof MappingNode mapping ? child(mapping, key) : null;
    }
    return Optional.ofNullable(at);
  }

  private static @Nullable Node child(MappingNode mapping, String key) {
    for (NodeTuple tuple : mapping.getValue()) {
      if (isKey(tuple, key)) {
        return tuple.getValueNode();
      }
    }
    return null;
  }

  private static boolean isKey(NodeTuple tuple, String key) {
    return tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key);
  }

  private static int start(String text, Node node) {
    return at(text, node.getStartMark());
  }

  private static int end(String text, Node node) {
    return at(text, node.getEndMark());
  }

  /** Marks count code points. */
  private static int at(String text, Optional<Mark> mark) {
    int index = mark.map(Mark::getIndex).orElse(0);
    return text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length())));
  }
}
