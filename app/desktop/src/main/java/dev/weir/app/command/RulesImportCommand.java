package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.alert.MetricName;
import dev.weir.engine.rules.PrometheusRules;
import dev.weir.engine.rules.RuleProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir rules import}. */
@Command(
    name = "import",
    description = {
      "Prints the alerting rules of a Prometheus rule file as rules of Weir.",
      "Takes over what means the same; what does not is named on standard error, never"
          + " approximated.",
      "Exits 1 if anything was left out, 2 if the file cannot be read."
    })
final class RulesImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "A Prometheus rule file.")
  private Path file = Path.of("");

  RulesImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UsageProblem(FileTrouble.sentence(file, e));
    }
    var rules =
        PrometheusRules.read(
            file.toString(), text, Arrays.stream(MetricName.values()).map(MetricName::id).toList());
    rules.yaml().lines().forEach(terminal::line);
    rules.refused().stream().map(RuleProblem::sentence).forEach(terminal::diagnose);
    if (!rules.readable()) {
      return ExitCode.USAGE;
    }
    if (rules.taken().isEmpty() && rules.refused().isEmpty()) {
      throw new UsageProblem(file + " has no rules of Prometheus: those begin with \"groups:\".");
    }
    return rules.refused().isEmpty() ? ExitCode.SUCCESS : ExitCode.FINDING;
  }
}
