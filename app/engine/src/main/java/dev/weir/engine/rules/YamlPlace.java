package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Keys with values in the text of a YAML file: all of it, or one item of a list. They are changed
 * value by value: comments, order and the way things are written stay. A value is named by the keys
 * that lead to it, and numbers where those are items of a list. All of it does nothing where the
 * text is not YAML or the place is not there.
 */
public final class YamlPlace {
  /** The whole file. */
  public static final YamlPlace FILE =
      new YamlPlace(text -> YamlText.compose("", text, new ArrayList<>()), true);

  private final Function<String, Optional<Node>> where;
  private final boolean isFile;

  YamlPlace(Function<String, Optional<Node>> where, boolean isFile) {
    this.where = where;
    this.isFile = isFile;
  }

  private Optional<Node> find(String text, List<String> path) {
    return where.apply(text).flatMap(root -> YamlNodes.find(root, path));
  }

  /** A value as it is written; empty where there is none, or it is no single value. */
  public Optional<String> value(String text, List<String> path) {
    return find(text, path)
        .filter(ScalarNode.class::isInstance)
        .map(node -> ((ScalarNode) node).getValue());
  }

  /** Whether there is a key, whatever is written there. */
  public boolean has(String text, List<String> path) {
    return find(text, path).isPresent();
  }

  /** How many items a list has; 0 where there is none. */
  public int size(String text, List<String> path) {
    return find(text, path)
        .filter(SequenceNode.class::isInstance)
        .map(node -> ((SequenceNode) node).getValue().size())
        .orElse(0);
  }

  /** The text with a value set; an empty one takes the key away. */
  public String set(String text, List<String> path, String value) {
    return put(text, path, value.isBlank() ? "" : YamlNodes.written(value));
  }

  /** What is inside a list or a mapping, in the short form: {@code one, "two"}. */
  public String inside(String text, List<String> path) {
    return find(text, path)
        .map(
            node ->
                switch (node) {
                  case SequenceNode list ->
                      list.getValue().stream()
                          .map(YamlPlace::scalar)
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
    return node instanceof ScalarNode scalar ? YamlNodes.written(scalar.getValue()) : "…";
  }

  /**
   * The text with a list or a mapping set to what {@link #inside} is; as it was where that is half
   * written. An empty one takes the key away.
   *
   * @param brackets "[]" or "{}"
   */
  public String setInside(String text, List<String> path, String inside, String brackets) {
    if (inside.isBlank()) {
      return put(text, path, "");
    }
    String written = brackets.charAt(0) + inside.strip() + brackets.charAt(1);
    boolean isWhole = YamlText.compose("", written, new ArrayList<>()).isPresent();
    return isWhole ? put(text, path, written) : text;
  }

  private String put(String text, List<String> path, String written) {
    if (isFile && YamlText.isBare(text) && !written.isEmpty()) {
      String before = text.isBlank() ? "" : text.stripTrailing() + "\n\n";
      return before
          + (path.size() == 1 ? path.getFirst() + ": " + written : block(path, written))
          + "\n";
    }
    Optional<Node> root = where.apply(text);
    if (root.isEmpty()) {
      return text;
    }
    Optional<Node> there = YamlNodes.find(root.get(), path);
    if (there.isEmpty()) {
      return written.isEmpty() ? text : with(text, root.get(), path, written);
    }
    return written.isEmpty()
        ? without(text, root.get(), path)
        : text.substring(0, YamlNodes.start(text, there.get()))
            + written
            + text.substring(YamlNodes.contentEnd(text, there.get()));
  }

  /** {@code lease: {connection: one}}. */
  private static String block(List<String> path, String written) {
    return path.get(path.size() - 2) + ": {" + path.getLast() + ": " + written + "}";
  }

  private static String with(String text, Node root, List<String> path, String written) {
    Optional<Node> parent = YamlNodes.find(root, path.subList(0, path.size() - 1));
    if (parent.isEmpty()) {
      return path.size() == 2 && root instanceof MappingNode mapping
          ? added(text, mapping, block(path, written))
          : text;
    }
    return parent.get() instanceof MappingNode mapping
        ? added(text, mapping, path.getLast() + ": " + written)
        : text;
  }

  private static String added(String text, MappingNode mapping, String line) {
    if (YamlNodes.isFlow(mapping)) {
      int at = YamlNodes.end(text, mapping) - 1;
      String comma = mapping.getValue().isEmpty() ? "" : ", ";
      return text.substring(0, at) + comma + line + text.substring(at);
    }
    NodeTuple last = mapping.getValue().getLast();
    int column = last.getKeyNode().getStartMark().map(Mark::getColumn).orElse(0);
    int at = YamlNodes.lineEnd(text, YamlNodes.contentEnd(text, last.getValueNode()));
    return text.substring(0, at) + "\n" + " ".repeat(column) + line + text.substring(at);
  }

  private String without(String text, Node root, List<String> path) {
    List<String> above = path.subList(0, path.size() - 1);
    if (!(YamlNodes.find(root, above).orElse(null) instanceof MappingNode mapping)) {
      return text;
    }
    List<NodeTuple> tuples = mapping.getValue();
    if (tuples.size() == 1 && !above.isEmpty()) {
      return withoutOnly(text, root, above, mapping);
    }
    for (int i = 0; i < tuples.size(); i++) {
      if (YamlNodes.isKey(tuples.get(i), path.getLast())) {
        return without(text, mapping, i);
      }
    }
    return text;
  }

  /** In a file what is empty goes; in an item it says what the item is, and stays. */
  private String withoutOnly(String text, Node root, List<String> above, MappingNode emptied) {
    boolean isItem = !isFile || above.getLast().matches("\\d+");
    if (!isItem) {
      return without(text, root, above);
    }
    NodeTuple only = emptied.getValue().getFirst();
    int from = YamlNodes.start(text, only.getKeyNode());
    int to = YamlNodes.contentEnd(text, only.getValueNode());
    if (YamlNodes.isFlow(emptied)) {
      return text.substring(0, from) + text.substring(to);
    }
    String before = text.substring(0, from).stripTrailing();
    return before.endsWith(":") ? before + " {}" + text.substring(to) : text;
  }

  private static String without(String text, MappingNode mapping, int index) {
    List<NodeTuple> tuples = mapping.getValue();
    int from = YamlNodes.start(text, tuples.get(index).getKeyNode());
    int to = YamlNodes.contentEnd(text, tuples.get(index).getValueNode());
    boolean isLast = index + 1 == tuples.size();
    if (YamlNodes.isFlow(mapping)) {
      if (!isLast) {
        int next = YamlNodes.start(text, tuples.get(index + 1).getKeyNode());
        return text.substring(0, from) + text.substring(next);
      }
      int before =
          index == 0 ? from : YamlNodes.contentEnd(text, tuples.get(index - 1).getValueNode());
      return text.substring(0, before) + text.substring(to);
    }
    int lineStart = text.lastIndexOf('\n', from - 1);
    boolean isOwnLine = text.substring(lineStart + 1, from).isBlank();
    if (index == 0 && !isLast && !isOwnLine) {
      // It stands behind the item's dash.
      int next = YamlNodes.start(text, tuples.get(1).getKeyNode());
      return text.substring(0, from) + text.substring(next);
    }
    String rest = text.substring(YamlNodes.lineEnd(text, to));
    return lineStart < 0
        ? rest.substring(Math.min(1, rest.length()))
        : text.substring(0, lineStart) + rest;
  }
}
