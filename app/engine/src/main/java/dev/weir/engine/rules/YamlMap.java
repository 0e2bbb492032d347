package dev.weir.engine.rules;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A mapping of a YAML file, read key by key. What is wrong is collected with its place, and reading
 * goes on, so that one look tells all. {@link #done} complains about keys that nobody asked for.
 */
public final class YamlMap {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)\\s*");
  private static final Pattern PERCENT = Pattern.compile("(.+?)\\s*%");

  private final String source;
  private final Node node;
  private final List<RuleProblem> problems;
  private final Map<String, Node> values = new LinkedHashMap<>();
  private final Map<String, Node> keys = new LinkedHashMap<>();
  private final Set<String> asked = new HashSet<>();

  public YamlMap(String source, Node node, List<RuleProblem> problems) {
    this.source = source;
    this.node = node;
    this.problems = problems;
    if (!(node instanceof MappingNode mapping)) {
      problem(node, "Here should be keys with values, not " + kind(node) + ".", "");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key) {
        if (values.put(key.getValue(), entry.getValueNode()) != null) {
          problem(key, "\"" + key.getValue() + "\" is there twice.", "Leave one out.");
        }
        keys.put(key.getValue(), key);
      } else {
        problem(entry.getKeyNode(), "A key is a word.", "");
      }
    }
  }

  /** Whether it is a mapping at all; what is not has been complained about. */
  boolean isMapping() {
    return node instanceof MappingNode;
  }

  public boolean has(String key) {
    asked.add(key);
    return values.containsKey(key);
  }

  public Set<String> keys() {
    return values.keySet();
  }

  public Optional<String> text(String key) {
    return scalar(key).map(ScalarNode::getValue);
  }

  public String requiredText(String key, String example) {
    Optional<String> text = text(key);
    if (text.isEmpty() && !values.containsKey(key)) {
      problem(node, "\"" + key + "\" is missing.", "Write " + key + ": " + example + ".");
    }
    return text.orElse("");
  }

  public Optional<ScalarNode> scalar(String key) {
    asked.add(key);
    Node value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof ScalarNode scalar) {
      return Optional.of(scalar);
    }
    problem(value, "\"" + key + "\" takes one value, not " + kind(value) + ".", "");
    return Optional.empty();
  }

  public Duration duration(String key, Duration unlessTold) {
    return scalar(key).flatMap(value -> duration(key, value)).orElse(unlessTold);
  }

  public Optional<Duration> duration(String key) {
    return scalar(key).flatMap(value -> duration(key, value));
  }

  private Optional<Duration> duration(String key, ScalarNode value) {
    String text = value.getValue();
    Duration sum = Duration.ZERO;
    Matcher part = SHORT_DURATION.matcher(text);
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(Duration.ofMillis(Long.parseLong(part.group(1)) * unitMs(part.group(2))));
      end = part.end();
    }
    if (end > 0 && end == text.length()) {
      return Optional.of(sum);
    }
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    try {
      Duration duration = Duration.parse(text);
      if (!duration.isNegative()) {
        return Optional.of(duration);
      }
    } catch (DateTimeParseException _) {
      // Told below, with the remedy.
    }
    problem(
        value,
        "\"" + key + "\" takes a duration, not \"" + text + "\".",
        "Write 90s, 5m, 1h30m, 2d or PT1H30M.");
    return Optional.empty();
  }

  private static long unitMs(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> 7 * 86_400_000L;
    };
  }

  public OptionalDouble number(String key) {
    Optional<ScalarNode> value = scalar(key);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    OptionalDouble number = parsed(value.get().getValue());
    if (number.isEmpty()) {
      problem(
          value.get(),
          "\"" + key + "\" takes a number, not \"" + value.get().getValue() + "\".",
          "Write 0.5, 200 or 1e6.");
    }
    return number;
  }

  /** A number above 0 up to {@code most}. */
  public OptionalDouble positive(String key, double most) {
    OptionalDouble number = number(key);
    if (number.isPresent() && !(number.getAsDouble() > 0 && number.getAsDouble() <= most)) {
      problem(
          key,
          "\"" + key + "\" is out of range.",
          "Write a number above 0"
              + (most < Double.MAX_VALUE ? " up to " + plain(most) + "." : "."));
      return OptionalDouble.empty();
    }
    return number;
  }

  /** A share above 0 up to 1, written as 0.8 or 80 %. */
  OptionalDouble share(String key) {
    Optional<ScalarNode> value = scalar(key);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    String text = value.get().getValue();
    Matcher percent = PERCENT.matcher(text);
    boolean isPercent = percent.matches();
    OptionalDouble number = parsed(isPercent ? percent.group(1) : text);
    if (number.isPresent()) {
      double share = isPercent ? number.getAsDouble() / 100 : number.getAsDouble();
      if (share > 0 && share <= 1) {
        return OptionalDouble.of(share);
      }
    }
    problem(
        value.get(), "\"" + key + "\" takes a share, not \"" + text + "\".", "Write 0.8 or 80 %.");
    return OptionalDouble.empty();
  }

  private static OptionalDouble parsed(String text) {
    try {
      double number = Double.parseDouble(text.replace("_", ""));
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException _) {
      return OptionalDouble.empty();
    }
  }

  public boolean flag(String key, boolean unlessTold) {
    Optional<ScalarNode> value = scalar(key);
    if (value.isEmpty()) {
      return unlessTold;
    }
    return switch (value.get().getValue()) {
      case "true" -> true;
      case "false" -> false;
      default -> {
        problem(value.get(), "\"" + key + "\" takes true or false.", "");
        yield unlessTold;
      }
    };
  }

  public <E extends Enum<E>> E choice(String key, Class<E> type, E unlessTold) {
    Optional<ScalarNode> value = scalar(key);
    if (value.isEmpty()) {
      return unlessTold;
    }
    String text = value.get().getValue();
    for (E constant : type.getEnumConstants()) {
      if (word(constant).equals(text)) {
        return constant;
      }
    }
    List<String> words = Arrays.stream(type.getEnumConstants()).map(YamlMap::word).toList();
    problem(
        value.get(),
        "\"" + key + "\" does not know \"" + text + "\".",
        meant(text, words).orElse("Write " + alternatives(words) + "."));
    return unlessTold;
  }

  /** A constant as files write it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public Optional<YamlMap> map(String key) {
    asked.add(key);
    return Optional.ofNullable(values.get(key)).map(value -> new YamlMap(source, value, problems));
  }

  public boolean isMap(String key) {
    return values.get(key) instanceof MappingNode;
  }

  /** The items of a list; none where the key is missing. */
  public List<Node> list(String key) {
    asked.add(key);
    Node value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    problem(
        value,
        "\"" + key + "\" takes a list, not " + kind(value) + ".",
        "Begin each item with \"- \".");
    return List.of();
  }

  public List<YamlMap> maps(String key) {
    List<YamlMap> maps = new ArrayList<>();
    for (Node item : list(key)) {
      maps.add(new YamlMap(source, item, problems));
    }
    return maps;
  }

  /** The words of a list; none where the key is missing. */
  public List<String> words(String key) {
    List<String> words = new ArrayList<>();
    for (Node item : list(key)) {
      if (item instanceof ScalarNode scalar) {
        words.add(scalar.getValue());
      } else {
        problem(item, "Here should be words.", "Write " + key + ": [one, two].");
      }
    }
    return words;
  }

  /** Texts by name, none of which is known beforehand. */
  public Map<String, String> texts(String key) {
    Optional<YamlMap> map = map(key);
    if (map.isEmpty()) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : map.get().keys()) {
      map.get().text(name).ifPresent(text -> texts.put(name, text));
    }
    return texts;
  }

  /** Complains about keys that nobody asked for. */
  public void done() {
    for (String key : values.keySet()) {
      if (!asked.contains(key)) {
        List<String> known = asked.stream().sorted().toList();
        problem(
            keys.getOrDefault(key, node),
            "\"" + key + "\" is not known here.",
            meant(key, known).orElse("Known are " + String.join(", ", known) + "."));
      }
    }
  }

  /** Complains about the value of a key, or about the mapping where the key is missing. */
  public void problem(String key, String message, String remedy) {
    problem(values.getOrDefault(key, node), message, remedy);
  }

  /** Complains about the mapping as a whole. */
  public void problem(String message, String remedy) {
    problem(node, message, remedy);
  }

  private void problem(Node at, String message, String remedy) {
    Optional<Mark> mark = at.getStartMark();
    problem(
        mark.map(m -> m.getLine() + 1).orElse(0),
        mark.map(m -> m.getColumn() + 1).orElse(0),
        message,
        remedy);
  }

  void problem(int line, int column, String message, String remedy) {
    problems.add(new RuleProblem(source, line, column, message, remedy));
  }

  private static Optional<String> meant(String word, List<String> known) {
    return known.stream()
        .filter(name -> distance(word, name) <= Math.max(1, name.length() / 3))
        .min(Comparator.comparingInt(name -> distance(word, name)))
        .map(name -> "Did you mean " + name + "?");
  }

  private static String alternatives(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.getFirst()
        : words.stream().limit(last).collect(Collectors.joining(", ")) + " or " + words.get(last);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
  }

  private static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "keys with values";
      case SequenceNode _ -> "a list";
      default -> "a single value";
    };
  }
}
