package dev.weir.engine.alert;

import dev.weir.alert.rule.Rule;
import dev.weir.engine.rules.NamedItems;
import dev.weir.engine.rules.RuleBook;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.YamlFile;
import dev.weir.engine.threads.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Reads and writes files of rules, and tries them. Works on virtual threads; thread-safe. */
final class RuleWorkshop implements RuleDesk {
  private static final Duration RECORDED = Duration.ofDays(7);
  private static final String OWN_FILE = "mine.yaml";
  private static final String NEW_RULE =
      """
      rules:
        - name: new-rule
          summary: ${group} is behind on ${stream}.
          metric: lag
          threshold: {above: 1000}
          for: 1m
      """;

  private final Path folder;
  private final AlertStore store;
  private final InstantSource clock;
  private final Supplier<CompletableFuture<Void>> written;

  /**
   * @param written has what was sampled up to now written down
   */
  RuleWorkshop(
      Path folder,
      AlertStore store,
      InstantSource clock,
      Supplier<CompletableFuture<Void>> written) {
    this.folder = folder;
    this.store = store;
    this.clock = clock;
    this.written = written;
  }

  @Override
  public CompletableFuture<Draft> open(String rule) {
    return Threads.compute("rules", () -> drafted(rule));
  }

  private Draft drafted(String rule) {
    for (Path file : files()) {
      String text = YamlFile.read(file);
      if (NamedItems.RULES.names(text).contains(rule)) {
        return new Draft(folder.relativize(file).toString(), text, rule, text);
      }
    }
    String copy = NamedItems.RULES.alone(RuleBook.defaultPackText(), rule).orElse(NEW_RULE);
    String mine = YamlFile.read(folder.resolve(OWN_FILE));
    return new Draft(OWN_FILE, appended(mine, copy), rule, mine);
  }

  @Override
  public CompletableFuture<Draft> begin() {
    return Threads.compute(
        "rules",
        () -> {
          String text = YamlFile.read(folder.resolve(OWN_FILE));
          List<String> names = NamedItems.RULES.names(text);
          String name = "new-rule";
          for (int i = 2; names.contains(name); i++) {
            name = "new-rule-" + i;
          }
          String fresh = NEW_RULE.replace("new-rule", name);
          return new Draft(OWN_FILE, appended(text, fresh), name, text);
        });
  }

  @Override
  public CompletableFuture<Draft> handedOver(Path file) {
    return Threads.compute(
        "rules",
        () -> {
          String text = YamlFile.read(file);
          List<String> names = NamedItems.RULES.names(text);
          String name = nameFor(file, text);
          return new Draft(
              name,
              text,
              names.isEmpty() ? "" : names.getFirst(),
              YamlFile.read(folder.resolve(name)));
        });
  }

  private String nameFor(Path file, String text) {
    Path normal = file.toAbsolutePath().normalize();
    Path ours = folder.toAbsolutePath().normalize();
    if (normal.startsWith(ours)) {
      return ours.relativize(normal).toString();
    }
    String name = String.valueOf(normal.getFileName());
    String stem = name.replaceFirst("\\.ya?ml$", "");
    for (int i = 2;
        Files.exists(folder.resolve(name)) && !YamlFile.read(folder.resolve(name)).equals(text);
        i++) {
      name = stem + "-" + i + ".yaml";
    }
    return name;
  }

  private List<Path> files() {
    try (Stream<Path> found = Files.walk(folder, 4)) {
      return found
          .filter(file -> file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  @Override
  public CompletableFuture<RulePreview> preview(String text, String rule) {
    return Threads.compute("rules", () -> RuleBook.of("rules", text))
        .thenCompose(
            book ->
                PreviewRun.wanted(book, rule)
                    .map(this::tried)
                    .orElseGet(() -> CompletableFuture.completedFuture(PreviewRun.without(book))));
  }

  private CompletableFuture<RulePreview> tried(Rule rule) {
    long now = clock.millis();
    return written
        .get()
        .thenCompose(
            _ ->
                store.recorded(
                    series -> watches(rule, series),
                    now - RECORDED.toMillis(),
                    PreviewRun.MOST_SERIES))
        .thenCompose(
            found ->
                Threads.compute(
                    "rules", () -> PreviewRun.of(rule, found.series(), found.there(), now)));
  }

  private static boolean watches(Rule rule, dev.weir.alert.evaluation.Series series) {
    try {
      return rule.watches(series.metric(), series.labels());
    } catch (IllegalStateException _) {
      return false;
    }
  }

  @Override
  public CompletableFuture<Optional<String>> save(Draft draft) {
    return Threads.compute("rules", () -> saved(draft));
  }

  /** The rules of {@code more} behind those of a file, which may have none left. */
  private static String appended(String text, String more) {
    return NamedItems.RULES.names(text).isEmpty() && isWithoutMore(text)
        ? more
        : NamedItems.RULES.appended(text, more);
  }

  /** Whether there is nothing in a file but an empty list of rules. */
  private static boolean isWithoutMore(String text) {
    return text.strip().matches("(rules:\\s*(\\[\\s*])?)?");
  }

  @Override
  public CompletableFuture<Optional<String>> remove(String rule) {
    return Threads.compute(
        "rules",
        () -> {
          for (Path file : files()) {
            String text = YamlFile.read(file);
            if (NamedItems.RULES.names(text).contains(rule)) {
              String without = NamedItems.RULES.without(text, rule);
              if (isWithoutMore(without)) {
                return deleted(file);
              }
              boolean isWorse =
                  RuleBook.of(file.toString(), without).problems().size()
                      > RuleBook.of(file.toString(), text).problems().size();
              return isWorse || without.equals(text)
                  ? Optional.of("The rule cannot be taken out of " + file + ". Edit the file.")
                  : written(file, new Draft(file.toString(), without, rule, text));
            }
          }
          return Optional.of("No file of yours has the rule " + rule + ". It comes with Weir.");
        });
  }

  private static Optional<String> deleted(Path file) {
    try {
      Files.delete(file);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(file + " cannot be deleted: " + e.getMessage() + ".");
    }
  }

  private Optional<String> saved(Draft draft) {
    Path file = folder.resolve(draft.file()).normalize();
    if (!file.startsWith(folder.normalize())) {
      return Optional.of("The file would be outside of the rules' folder.");
    }
    List<RuleProblem> problems = RuleBook.of(draft.file(), draft.text()).problems();
    if (!problems.isEmpty()) {
      return Optional.of(problems.getFirst().sentence());
    }
    return written(file, draft);
  }

  private static Optional<String> written(Path file, Draft draft) {
    if (!YamlFile.read(file).equals(draft.before())) {
      return Optional.of(
          file
              + " was changed by somebody else meanwhile, and was not written. Copy what you wrote,"
              + " cancel, and open the rule again.");
    }
    try {
      YamlFile.write(file, draft.text());
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(file + " cannot be written: " + e.getMessage() + ".");
    }
  }

  @Override
  public List<String> metrics() {
    return Arrays.stream(MetricName.values()).map(MetricName::id).toList();
  }
}
