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
    } catch (StackOverflowError _) {
      // The library reads nested values by calling itself, and has no limit of its own.
      problems.add(
          new RuleProblem(
              source,
              0,
              0,
              "This is not YAML that can be read: values are nested too deeply.",
              "Look for brackets that are not closed."));
    } catch (MarkedYamlEngineException e) {
      String what =
          String.valueOf(e.getProblem())
              .replaceFirst("\\. \\(Do not use .*", "")
              .replaceFirst("^but ", "")
              .strip();
      problems.add(
          new RuleProblem(
              source,
              e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0),
              e.getProblemMark().map(mark -> mark.getColumn() + 1).orElse(0),
              "This is not YAML: " + what + ".",
              remedy(what)));
    } catch (YamlEngineException e) {
      problems.add(new RuleProblem(source, 0, 0, "This is not YAML: " + e.getMessage() + ".", ""));
    }
    return Optional.empty();
  }

  private static String remedy(String what) {
    if (what.contains("TAB")) {
      return "Indent with spaces, not with tabs.";
    }
    return what.contains("another document")
        ? "A file holds one document: take out the line ---, or make two files of it."
        : "Look for an indentation, a colon or a quotation mark that is missing.";
  }

  /** Whether there is nothing in it but comments. */
  public static boolean isBare(String text) {
    return text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
  }
}
