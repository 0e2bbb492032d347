package dev.weir.engine.rules;

import dev.weir.alert.rule.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules of a file.
 *
 * @param source the file's name, as problems call it
 * @param rules in the file's order; to be used only where there are no problems
 * @param references to other rules, in the file's order
 * @param problems in the order they were found
 */
public record RuleBook(
    String source, List<Rule> rules, List<Reference> references, List<RuleProblem> problems) {
  private static final String PACK = "default-pack.yaml";

  public RuleBook {
    rules = List.copyOf(rules);
    references = List.copyOf(references);
    problems = List.copyOf(problems);
  }

  /**
   * Another rule, by name.
   *
   * @param line from 1
   * @param column from 1
   */
  public record Reference(String rule, int line, int column) {}

  /** What is wrong with references, where there are rules of these names besides its own. */
  public List<RuleProblem> missing(Set<String> others) {
    return references.stream()
        .filter(one -> !one.rule().isEmpty() && !others.contains(one.rule()))
        .filter(one -> rule(one.rule()).isEmpty())
        .map(
            one ->
                new RuleProblem(
                    source,
                    one.line(),
                    one.column(),
                    "There is no rule " + one.rule() + ".",
                    "Name one of this file, of the other files or of the default pack."))
        .toList();
  }

  /** The names of its rules. */
  public Set<String> names() {
    return rules.stream().map(Rule::name).collect(Collectors.toSet());
  }

  /** Reads a file. One that cannot be read has a problem and no rules. */
  public static RuleBook of(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      return new RuleBook(file.toString(), List.of(), List.of(), List.of(unreadable(file, e)));
    }
    return RuleReader.read(file.toString(), text);
  }

  /** Reads a text; {@code source} names it in problems. */
  public static RuleBook of(String source, String text) {
    return RuleReader.read(source, text);
  }

  /** The rules that come with Weir. */
  public static RuleBook defaultPack() {
    return RuleReader.read(PACK, defaultPackText());
  }

  /** The file of the rules that come with Weir. */
  public static String defaultPackText() {
    try (InputStream in = RuleBook.class.getResourceAsStream(PACK)) {
      if (in == null) {
        throw new IllegalStateException(PACK + " is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Optional<Rule> rule(String name) {
    return rules.stream().filter(rule -> rule.name().equals(name)).findFirst();
  }

  static RuleProblem unreadable(Path file, IOException e) {
    return switch (e) {
      case NoSuchFileException _ ->
          new RuleProblem(file.toString(), 0, 0, "There is no such file.", "");
      case MalformedInputException _ ->
          new RuleProblem(file.toString(), 0, 0, "The file is not text in UTF-8.", "");
      default ->
          new RuleProblem(
              file.toString(), 0, 0, "The file cannot be read: " + e.getMessage() + ".", "");
    };
  }
}
