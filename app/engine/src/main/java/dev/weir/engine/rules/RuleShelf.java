package dev.weir.engine.rules;

import dev.weir.alert.rule.Rule;
import dev.weir.alert.signal.RuleLinks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * All rules that count: those that come with Weir and those in the user's folder, one of which
 * takes the place of Weir's by having its name. A file with a problem keeps the rules it had before
 * it. Confined to one thread.
 */
public final class RuleShelf {
  private final Path folder;
  private final RuleBook pack = RuleBook.defaultPack();
  private final Map<Path, Known> files = new HashMap<>();
  private boolean looked;

  /** A rule and the file it is in. */
  public record Shelved(Rule rule, String source) {}

  /**
   * What there is.
   *
   * @param rules each name once
   */
  public record Contents(List<Shelved> rules, List<RuleProblem> problems) {
    public Contents {
      rules = List.copyOf(rules);
      problems = List.copyOf(problems);
    }
  }

  private record Known(
      FileTime modified, long size, List<Rule> rules, List<RuleProblem> problems) {}

  /**
   * @param folder of files that end in {@code .yaml} or {@code .yml}, also in folders within; need
   *     not be there
   */
  public RuleShelf(Path folder) {
    this.folder = folder;
  }

  /** What there is, if that is not what the last call told. Reads files that have changed. */
  public Optional<Contents> changed() {
    boolean isChanged = !looked;
    looked = true;
    List<Path> found = new ArrayList<>();
    List<RuleProblem> problems = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder, 4)) {
      paths.filter(RuleShelf::isRules).sorted().forEach(found::add);
    } catch (NoSuchFileException _) {
      // No rules of the user's own.
    } catch (IOException e) {
      problems.add(RuleBook.unreadable(folder, e));
    }
    isChanged |= files.keySet().retainAll(found);
    for (Path file : found) {
      isChanged |= read(file);
    }
    return isChanged ? Optional.of(contents(found, problems)) : Optional.empty();
  }

  private static boolean isRules(Path file) {
    String name = file.getFileName().toString();
    return (name.endsWith(".yaml") || name.endsWith(".yml"))
        && !name.startsWith(".")
        && Files.isRegularFile(file);
  }

  private boolean read(Path file) {
    Known known = files.get(file);
    try {
      FileTime modified = Files.getLastModifiedTime(file);
      long size = Files.size(file);
      if (known != null && known.modified().equals(modified) && known.size() == size) {
        return false;
      }
      RuleBook book = RuleBook.of(file);
      boolean sound = book.problems().isEmpty();
      List<Rule> before = known == null ? List.of() : known.rules();
      files.put(file, new Known(modified, size, sound ? book.rules() : before, book.problems()));
      return true;
    } catch (IOException _) {
      // Gone since it was listed: the next look tells.
      return false;
    }
  }

  /** Takes out rules that are told of themselves, and tells of names that nobody has. */
  private static List<RuleProblem> unsound(Map<String, Shelved> byName) {
    List<RuleProblem> problems = new ArrayList<>();
    Set<String> circular = RuleLinks.circular(byName.values().stream().map(Shelved::rule).toList());
    for (String name : new TreeSet<>(circular)) {
      Shelved taken = byName.remove(name);
      if (taken != null) {
        problems.add(
            new RuleProblem(
                taken.source(),
                0,
                0,
                "The rule " + name + " is told of itself.",
                "Leave one out."));
      }
    }
    for (Shelved shelved : byName.values()) {
      for (String named : RuleLinks.names(shelved.rule())) {
        if (!byName.containsKey(named)) {
          problems.add(
              new RuleProblem(
                  shelved.source(),
                  0,
                  0,
                  "The rule "
                      + shelved.rule().name()
                      + " asks for "
                      + named
                      + ", which is not there.",
                  "Name a rule of a file in the folder, or of the default pack."));
        }
      }
    }
    return problems;
  }

  private Contents contents(List<Path> found, List<RuleProblem> problems) {
    Map<String, Shelved> byName = new LinkedHashMap<>();
    pack.rules().forEach(rule -> byName.put(rule.name(), new Shelved(rule, pack.source())));
    for (Path file : found) {
      Known known = files.get(file);
      if (known == null) {
        continue;
      }
      problems.addAll(known.problems());
      String source = folder.relativize(file).toString();
      for (Rule rule : known.rules()) {
        Shelved other = byName.get(rule.name());
        if (other != null && !other.source().equals(pack.source())) {
          problems.add(
              new RuleProblem(
                  source,
                  0,
                  0,
                  "There is a rule " + rule.name() + " in " + other.source() + " already.",
                  "Give each its own name."));
        } else {
          byName.put(rule.name(), new Shelved(rule, source));
        }
      }
    }
    problems.addAll(unsound(byName));
    return new Contents(List.copyOf(byName.values()), problems);
  }
}
