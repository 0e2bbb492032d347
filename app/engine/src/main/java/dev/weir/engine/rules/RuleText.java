package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The text of a rules file, changed value by value: comments, order and the way things are written
 * stay. A value is named by the keys that lead to it. All of it does nothing where the text is not
 * YAML or has no such rule.
 */
public final class RuleText {
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}$][^:#\\[\\]{},&*!|>'\"%@`\\n]*");
  private static final String RULES = "rules";

  private RuleText() {}

  /** The names of the rules, in their order. */
  public static List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (Node item : items(text)) {
      find(item, List.of("name"))
          .filter(ScalarNode.class::isInstance)
          .ifPresent(name -> names.add(((ScalarNode) name).getValue()));
    }
    return names;
  }

  /** A value of a rule as it is written; empty where there is none, or it is no single value. */
  public static Optional<String> value(String text, String rule, List<String> path) {
    return item(text, rule)
        .flatMap(item -> find(item, path))
        .filter(ScalarNode.class::isInstance)
        .map(node -> ((ScalarNode) node).getValue());
  }

  /** Whether a rule has a key, whatever is written there. */
  public static boolean has(String text, String rule, List<String> path) {
    return item(text, rule).flatMap(item -> find(item, path)).isPresent();
  }

  /** The text with a value of a rule set; an empty one takes the key away. */
  public static String set(String text, String rule, List<String> path, String value) {
    Optional<Node> item = item(text, rule);
    if (item.isEmpty()) {
      return text;
    }
    Optional<Node> there = find(item.get(), path);
    if (there.isPresent()) {
      return value.isBlank()
          ? without(text, item.get(), path)
          : replaced(text, there.get(), written(value));
    }
    return value.isBlank() ? text : with(text, item.get(), path, value);
  }

  private static String replaced(String text, Node node, String by) {
    return text.substring(0, start(text, node)) + by + text.substring(contentEnd(text, node));
  }

  private static String with(String text, Node item, List<String> path, String value) {
    Optional<Node> parent = find(item, path.subList(0, path.size() - 1));
    if (parent.isEmpty()) {
      String key = path.get(path.size() - 2);
      String block = "{" + path.getLast() + ": " + written(value) + "}";
      return path.size() != 2 ? text : added(text, (MappingNode) item, key, block);
    }
    return parent.get() instanceof MappingNode mapping
        ? added(text, mapping, path.getLast(), written(value))
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

  /** A rule with the comment lines above it, as a file of its own; empty where it is not there. */
  public static Optional<String> alone(String text, String rule) {
    return item(text, rule)
        .map(
            node -> {
              int from = text.lastIndexOf('\n', start(text, node)) + 1;
              while (from > 0) {
                int before = text.lastIndexOf('\n', from - 2) + 1;
                if (!text.substring(before, from).strip().startsWith("#")) {
                  break;
                }
                from = before;
              }
              int to = lineEnd(text, contentEnd(text, node));
              return "rules:\n" + text.substring(from, to) + "\n";
            });
  }

  /** The text with the rules of {@code more} behind its own. */
  public static String appended(String text, String more) {
    int body = more.indexOf("rules:\n");
    String items = body < 0 ? more : more.substring(body + "rules:\n".length());
    return text.isBlank() ? more : text.stripTrailing() + "\n\n" + items;
  }

  private static List<Node> items(String text) {
    return YamlText.compose("", text, new ArrayList<>())
        .flatMap(root -> find(root, List.of(RULES)))
        .filter(SequenceNode.class::isInstance)
        .map(node -> ((SequenceNode) node).getValue())
        .orElse(List.of());
  }

  private static Optional<Node> item(String text, String rule) {
    return items(text).stream()
        .filter(
            item ->
                find(item, List.of("name"))
                    .filter(ScalarNode.class::isInstance)
                    .filter(name -> ((ScalarNode) name).getValue().equals(rule))
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
