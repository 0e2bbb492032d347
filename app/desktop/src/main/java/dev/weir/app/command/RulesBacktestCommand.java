package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.alert.rule.Check;
import dev.weir.alert.rule.Rule;
import dev.weir.app.broker.NearestNames;
import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.BacktestLine;
import dev.weir.app.report.Json;
import dev.weir.engine.rules.Backtest;
import dev.weir.engine.rules.RuleBook;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.SeriesCsv;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules backtest}. */
@Command(
    name = "backtest",
    description = {
      "Runs a rule over a recorded series and prints the alerts it would have raised.",
      "Each sample is judged by those before it alone, as if it arrived now."
    })
final class RulesBacktestCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "RULE",
      description = "A rule file, or the name of a rule of the default pack.")
  private String rule = "";

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description = "Which rule of the file, where it has several.")
  private @Nullable String name;

  @Option(
      names = "--csv",
      required = true,
      paramLabel = "FILE",
      description = "Samples: timestamp,value. An empty value is a missing sample.")
  private Path csv = Path.of("");

  @Option(
      names = "--scores",
      paramLabel = "OUT",
      description = "Also writes timestamp,value,score for every sample; a score is 0 to 1.")
  private @Nullable Path scores;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Zone of times that name none, such as Europe/Paris; UTC unless told.")
  private String zone = "UTC";

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  RulesBacktestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Rule wanted = wanted();
    if (wanted.check() instanceof Check.Linked) {
      throw new UsageProblem(
          wanted.name()
              + " watches other rules, not one series: weir rules test runs it on several.");
    }
    Backtest backtest;
    try {
      backtest = Backtest.of(wanted, SeriesCsv.read(csv, zone()));
    } catch (SeriesCsv.UnreadableSeries unreadable) {
      throw new UsageProblem(unreadable.problem().sentence());
    }
    if (scores != null) {
      write(backtest, scores);
    }
    BacktestLine line = BacktestLine.of(backtest);
    if (json) {
      terminal.bytes(Json.of(line));
    } else {
      print(line);
    }
    if (backtest.late() > 0) {
      terminal.diagnose(
          "weir: "
              + Wording.count(backtest.late())
              + (backtest.late() == 1 ? " sample" : " samples")
              + " left out, because newer ones stand before.");
    }
    if (backtest.errors() > 0) {
      throw new UsageProblem(
          "\"when\" of "
              + wanted.name()
              + " cannot be evaluated on "
              + Wording.count(backtest.errors())
              + " samples: "
              + backtest.lastError());
    }
    return ExitCode.SUCCESS;
  }

  private ZoneId zone() {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException _) {
      throw new UsageProblem(
          "--zone does not know '" + zone + "': write UTC, Europe/Paris or +02:00.");
    }
  }

  private Rule wanted() {
    Path file = Path.of(rule);
    boolean isFile = Files.exists(file) || rule.endsWith(".yaml") || rule.endsWith(".yml");
    RuleBook book = isFile ? RuleBook.of(file) : RuleBook.defaultPack();
    if (!book.problems().isEmpty()) {
      throw new UsageProblem(
          book.problems().stream()
              .map(RuleProblem::sentence)
              .collect(Collectors.joining(System.lineSeparator())));
    }
    List<String> names = book.rules().stream().map(Rule::name).toList();
    if (isFile && name == null) {
      if (names.size() == 1) {
        return book.rules().getFirst();
      }
      throw new UsageProblem(
          rule
              + " has "
              + names.size()
              + " rules: say which with --rule, one of "
              + String.join(", ", names)
              + ".");
    }
    String called = isFile && name != null ? name : rule;
    return book.rule(called)
        .orElseThrow(
            () ->
                new UsageProblem(
                    "There is no rule "
                        + called
                        + (isFile ? " in " + rule : ", and no such file")
                        + "; "
                        + others(called, names)));
  }

  private static String others(String typed, List<String> names) {
    List<String> nearest = NearestNames.of(typed, names, 3);
    return nearest.isEmpty()
        ? "there are " + String.join(", ", names) + "."
        : "nearest: " + String.join(", ", nearest) + ".";
  }

  private static void write(Backtest backtest, Path out) {
    SeriesCsv series = backtest.series();
    try (BufferedWriter writer = Files.newBufferedWriter(out)) {
      writer.write("timestamp,value,score\n");
      for (int i = 0; i < series.size(); i++) {
        writer.write(series.stamp(i) + "," + series.text(i) + "," + backtest.score(i) + "\n");
      }
    } catch (IOException e) {
      throw new UsageProblem("The scores cannot be written: " + FileTrouble.sentence(out, e));
    }
  }

  private void print(BacktestLine line) {
    terminal.line(
        line.rule()
            + " over "
            + Wording.count(line.samples())
            + " samples: "
            + (line.alerts().isEmpty()
                ? "no alert"
                : line.alerts().size() == 1 ? "1 alert" : line.alerts().size() + " alerts"));
    if (line.alerts().isEmpty()) {
      return;
    }
    var table =
        new TextTable(
            left("FIRED"), left("RESOLVED"), left("SEVERITY"), right("SCORE"), left("WHY"));
    for (BacktestLine.Alert alert : line.alerts()) {
      table.row(
          alert.firedAt(),
          alert.resolvedAt().orElse("fires still"),
          alert.severity(),
          String.format(java.util.Locale.ROOT, "%.2f", alert.score()),
          alert.reason());
    }
    table.printTo(terminal);
  }
}
