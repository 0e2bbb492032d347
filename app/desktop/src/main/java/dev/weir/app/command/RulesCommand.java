package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code weir rules} and what is below it. */
@Command(
    name = "rules",
    description =
        "Alert rules in files: check them, test them, run them over what was recorded, bring them"
            + " along.")
final class RulesCommand implements Callable<Integer> {
  private RulesCommand() {}

  static CommandLine tree(Terminal terminal) {
    return new CommandLine(new RulesCommand())
        .addSubcommand(new RulesCheckCommand(terminal))
        .addSubcommand(new RulesTestCommand(terminal))
        .addSubcommand(new RulesBacktestCommand(terminal))
        .addSubcommand(new RulesImportCommand(terminal));
  }

  @Override
  public Integer call() {
    throw new UsageProblem(
        "say what to do with rules: check, test, backtest or import. Try: weir rules --help");
  }
}
