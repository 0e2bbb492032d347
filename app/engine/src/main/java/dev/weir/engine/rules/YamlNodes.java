package dev.weir.engine.rules;

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

/** Nodes of YAML and where they stand in their text. */
final class YamlNodes {
  private static final Pattern PLAIN =
      Pattern.compile("[\\p{L}\\p{N}$][^:#\\[\\]{},&*!|>'\"%@`\\n]*");

  private YamlNodes() {}

  /**
   * What a path leads to; empty where that is not there.
   *
   * @param path keys of mappings, and numbers of lists' items from 0
   */
  static Optional<Node> find(Node node, List<String> path) {
    @Nullable Node at = node;
    for (String key : path) {
      at =
          switch (at) {
            case MappingNode mapping -> child(mapping, key);
            case SequenceNode list when key.matches("\\d{1,6}") ->
                list.getValue().stream().skip(Integer.parseInt(key)).findFirst().orElse(null);
            case null, default -> null;
          };
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

  static boolean isKey(NodeTuple tuple, String key) {
    return tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key);
  }

  static boolean isFlow(Node node) {
    return switch (node) {
      case MappingNode mapping -> mapping.getFlowStyle() == FlowStyle.FLOW;
      case SequenceNode list -> list.getFlowStyle() == FlowStyle.FLOW;
      default -> false;
    };
  }

  static int start(String text, Node node) {
    return at(text, node.getStartMark());
  }

  static int end(String text, Node node) {
    return at(text, node.getEndMark());
  }

  /** Marks count code points. */
  private static int at(String text, Optional<Mark> mark) {
    int index = mark.map(Mark::getIndex).orElse(0);
    return text.offsetByCodePoints(0, Math.min(index, text.codePointCount(0, text.length())));
  }

  /** Ends of blocks stand where the next thing begins: back to where the last content ends. */
  static int contentEnd(String text, Node node) {
    if (node instanceof MappingNode mapping && !isFlow(node) && !mapping.getValue().isEmpty()) {
      return contentEnd(text, mapping.getValue().getLast().getValueNode());
    }
    if (node instanceof SequenceNode list && !isFlow(node) && !list.getValue().isEmpty()) {
      return contentEnd(text, list.getValue().getLast());
    }
    int end = end(text, node);
    while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  static int lineEnd(String text, int from) {
    int end = text.indexOf('\n', from);
    return end < 0 ? text.length() : end;
  }

  /** A value as YAML: plain where that is safe. */
  static String written(String value) {
    boolean isPlain =
        PLAIN.matcher(value).matches() && !value.endsWith(" ")
            || value.matches("-?[0-9][0-9.eE+-]*");
    return isPlain ? value : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
