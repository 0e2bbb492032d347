package dev.weir.engine.rules;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** YAML text into nodes that know their places. */
public final class YamlText {
  private static final int MOST_ALIASES = 50;
  private static final int MOST_CHARACTERS = 4 << 20;

  private YamlText() {}

  /** The text's root; empty, with a problem added, where it is not YAML. */
  public static Optional<Node> compose(String source, String text, List<RuleProblem> problems) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setUseMarks(true)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setCodePointLimit(MOST_CHARACTERS)
            .build();
    try {
      Optional<Node> node = new Compose(settings).composeString(text);
      if (node.isEmpty()) {
        problems.add(new RuleProblem(source, 0, 0, "The file is empty.", ""));
      }
      return node;
    } catch (MarkedYamlEngineException e) {
      String what = String.valueOf(e.getProblem()).replaceFirst("\\. \\(Do not use .*", "").strip();
      problems.add(
          new RuleProblem(
              source,
              e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
              e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0),
              "This is not YAML: " + what + ".",
              what.contains("TAB")
                  ? "Indent with spaces, not with tabs."
                  : "Look for an indentation, a colon or a quotation mark that is missing."));
    } catch (YamlEngineException e) {
      problems.add(new RuleProblem(source, 0, 0, "This is not YAML: " + e.getMessage() + ".", ""));
    }
    return Optional.empty();
  }

  /** Whether there is nothing in it but comments. */
  public static boolean isBare(String text) {
    return text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
  }
}
