package dev.weir.engine.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A list in the text of a YAML file, each of whose items has a name. Items are put in and taken
 * out; comments, order and the way things are written stay. All of it does nothing where the text
 * is not YAML or has no such item.
 */
public enum NamedItems {
  RULES("rules"),
  CHANNELS("channels"),
  MAINTENANCE("maintenance");

  private final String key;

  NamedItems(String key) {
    this.key = key;
  }

  /** The names of the items, in their order. */
  public List<String> names(String text) {
    List<String> names = new ArrayList<>();
    for (Node item : items(text)) {
      YamlNodes.find(item, List.of("name"))
          .filter(ScalarNode.class::isInstance)
          .ifPresent(named -> names.add(((ScalarNode) named).getValue()));
    }
    return names;
  }

  /** One item, for as long as it has this name. */
  public YamlPlace at(String name) {
    return new YamlPlace(text -> item(text, name), false);
  }

  /** An item with the comment lines above it, as a file of its own; empty where it is not there. */
  public Optional<String> alone(String text, String name) {
    return item(text, name)
        .map(
            node -> {
              int to = YamlNodes.lineEnd(text, YamlNodes.contentEnd(text, node));
              return key + ":\n" + text.substring(head(text, node), to) + "\n";
            });
  }

  /** Where the lines of an item begin, with the comment lines above it. */
  private static int head(String text, Node item) {
    int from = text.lastIndexOf('\n', YamlNodes.start(text, item)) + 1;
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
    boolean isFlowFile =
        YamlText.compose("", text, new ArrayList<>()).filter(YamlNodes::isFlow).isPresent();
    if (isFlowFile && items(text).isEmpty()) {
      String item = "{" + String.join(", ", lines) + "}";
      return YamlPlace.FILE.setInside(text, List.of(key), item, "[]");
    }
    if (list.isEmpty()) {
      String before = text.isBlank() ? "" : text.stripTrailing() + "\n\n";
      return before + key + ":\n" + block(lines, 2);
    }
    List<Node> items = items(text);
    if (items.isEmpty()) {
      int at = YamlNodes.start(text, list.get());
      boolean isWritten = list.get() instanceof SequenceNode;
      int to = isWritten ? YamlNodes.contentEnd(text, list.get()) : at;
      return text.substring(0, at).stripTrailing()
          + "\n"
          + block(lines, 2).stripTrailing()
          + text.substring(to);
    }
    if (YamlNodes.isFlow(list.get())) {
      int at = YamlNodes.contentEnd(text, items.getLast());
      return text.substring(0, at) + ", {" + String.join(", ", lines) + "}" + text.substring(at);
    }
    int at = YamlNodes.lineEnd(text, YamlNodes.contentEnd(text, items.getLast()));
    int column = items.getLast().getStartMark().map(Mark::getColumn).orElse(2);
    int dash = text.lastIndexOf('-', YamlNodes.start(text, items.getLast()));
    int indent = Math.max(0, column - (YamlNodes.start(text, items.getLast()) - dash));
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
    List<Node> items = items(text);
    for (int i = 0; i < items.size(); i++) {
      if (isNamed(items.get(i), name)) {
        return without(text, i);
      }
    }
    return text;
  }

  /** The text without the item that is the {@code index}th, from 0, likewise. */
  public String without(String text, int index) {
    List<Node> items = items(text);
    if (index < 0 || index >= items.size()) {
      return text;
    }
    Node item = items.get(index);
    if (list(text).filter(YamlNodes::isFlow).isPresent()) {
      int from =
          index == 0
              ? YamlNodes.start(text, item)
              : YamlNodes.contentEnd(text, items.get(index - 1));
      int to =
          index == 0 && items.size() > 1
              ? YamlNodes.start(text, items.get(1))
              : YamlNodes.contentEnd(text, item);
      return text.substring(0, from) + text.substring(to);
    }
    int to = Math.min(text.length(), YamlNodes.lineEnd(text, YamlNodes.contentEnd(text, item)) + 1);
    String rest = text.substring(0, head(text, item)) + text.substring(to);
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
    return YamlText.compose("", text, new ArrayList<>())
        .flatMap(root -> YamlNodes.find(root, List.of(key)));
  }

  /** Where the list's key ends. */
  private int keyEnd(String text) {
    return YamlText.compose("", text, new ArrayList<>())
        .filter(MappingNode.class::isInstance)
        .flatMap(
            root ->
                ((MappingNode) root)
                    .getValue().stream().filter(tuple -> YamlNodes.isKey(tuple, key)).findFirst())
        .map(tuple -> YamlNodes.end(text, tuple.getKeyNode()))
        .orElse(0);
  }

  private List<Node> items(String text) {
    return list(text)
        .filter(SequenceNode.class::isInstance)
        .map(node -> ((SequenceNode) node).getValue())
        .orElse(List.of());
  }

  private Optional<Node> item(String text, String name) {
    return items(text).stream().filter(item -> isNamed(item, name)).findFirst();
  }

  private static boolean isNamed(Node item, String name) {
    return YamlNodes.find(item, List.of("name"))
        .filter(ScalarNode.class::isInstance)
        .filter(named -> ((ScalarNode) named).getValue().equals(name))
        .isPresent();
  }
}
