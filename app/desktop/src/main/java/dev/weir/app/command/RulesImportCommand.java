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
      "Prints the alerting rules of a Prometheus rule file as rules of Weir, as far as they mean",
      "the same. What does not fit is named on the error output, never approximated.",
      "Exits 1 if anything was left out."
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
    PrometheusRules rules;
    try {
      rules =
          PrometheusRules.read(
              file.toString(),
              Files.readString(file),
              Arrays.stream(MetricName.values()).map(MetricName::id).toList());
    } catch (IOException e) {
      throw new UsageProblem(file + " cannot be read: " + e.getMessage() + ".");
    }
    rules.yaml().lines().forEach(terminal::line);
    rules.refused().stream().map(RuleProblem::sentence).forEach(terminal::diagnose);
    if (rules.taken().isEmpty() && rules.refused().isEmpty()) {
      throw new UsageProblem(file + " has no rules: it begins with \"groups:\".");
    }
    return rules.refused().isEmpty() ? ExitCode.SUCCESS : ExitCode.FINDING;
  }
}
