package dev.weir.app.command;

import dev.weir.app.report.Json;
import dev.weir.app.report.RuleTestLine;
import dev.weir.engine.rules.RuleProblem;
import dev.weir.engine.rules.RuleTests;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir rules test}. */
@Command(
    name = "test",
    description = {
      "Runs unit tests of rules, written in YAML.",
      "Exits 1 if one fails, 2 if the tests or their rules cannot be read."
    })
final class RulesTestCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Test files in YAML.")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--json", description = "One JSON object per file.")
  private boolean json;

  RulesTestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    int code = ExitCode.SUCCESS;
    for (Path file : files) {
      RuleTests tests = RuleTests.run(file);
      if (json) {
        terminal.bytes(Json.of(RuleTestLine.of(tests)));
      } else {
        print(tests);
      }
      tests.problems().stream().map(RuleProblem::sentence).forEach(terminal::diagnose);
      if (!tests.problems().isEmpty()) {
        code = ExitCode.USAGE;
      } else if (code == ExitCode.SUCCESS
          && !tests.outcomes().stream().allMatch(RuleTests.Outcome::passed)) {
        code = ExitCode.FINDING;
      }
    }
    return code;
  }

  private void print(RuleTests tests) {
    for (RuleTests.Outcome outcome : tests.outcomes()) {
      terminal.line((outcome.passed() ? "passed  " : "FAILED  ") + outcome.name());
      for (String failure : outcome.failures()) {
        terminal.line("        " + failure);
      }
    }
  }
}
