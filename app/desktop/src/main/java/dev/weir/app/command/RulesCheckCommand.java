package dev.weir.app.command;

import dev.weir.alert.rule.Rule;
import dev.weir.app.broker.NearestNames;
import dev.weir.app.report.Json;
import dev.weir.app.report.RuleCheckLine;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.rules.RuleBook;
import dev.weir.engine.rules.RuleProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules check}. */
@Command(
    name = "check",
    description = {
      "Checks rule files: syntax, names, limits, conditions.",
      "Exits 2 if anything is wrong in them."
    })
final class RulesCheckCommand implements Callable<Integer> {
  private static final int MOST_NEAREST = 3;

  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Rule files in YAML.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object per file.")
  private boolean json;

  RulesCheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean sound = true;
    List<RuleBook> books = files.stream().map(RuleBook::of).toList();
    Set<String> names = new HashSet<>(RuleBook.defaultPack().names());
    books.forEach(book -> names.addAll(book.names()));
    for (RuleBook read : books) {
      List<RuleProblem> problems = new ArrayList<>(read.problems());
      problems.addAll(read.missing(names));
      var book = new RuleBook(read.source(), read.rules(), read.references(), problems);
      sound &= book.problems().isEmpty();
      if (json) {
        terminal.bytes(Json.of(RuleCheckLine.of(book)));
      } else if (book.problems().isEmpty()) {
        int count = book.rules().size();
        terminal.line(book.source() + ": " + count + (count == 1 ? " rule" : " rules") + ", sound");
      }
      book.problems().stream().map(RuleProblem::sentence).forEach(terminal::diagnose);
      book.rules().stream().flatMap(rule -> unmeasured(rule).stream()).forEach(terminal::diagnose);
    }
    return sound ? ExitCode.SUCCESS : ExitCode.USAGE;
  }

  /** No mistake: a backtest or a unit test may well be on a series that Weir does not measure. */
  private static Optional<String> unmeasured(Rule rule) {
    String metric = rule.metric();
    List<String> measured = Arrays.stream(MetricName.values()).map(MetricName::id).toList();
    if (metric.equals(Rule.ANY) || Rule.isOfRule(metric) || measured.contains(metric)) {
      return Optional.empty();
    }
    List<String> nearest = NearestNames.of(metric, measured, MOST_NEAREST);
    return Optional.of(
        "weir: "
            + rule.name()
            + " watches "
            + metric
            + ", which Weir does not measure: only a backtest or a test can make it fire."
            + (nearest.isEmpty() ? "" : " Nearest: " + String.join(", ", nearest) + "."));
  }
}
