package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Preflight;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq preflight}. */
@Command(
    name = "preflight",
    description = {
      "Checks what could make a plan fail or do harm, and prints pass, warn or block for each, with"
          + " the number of records.",
      "Changes nothing on the broker. Exit code 1: something blocks."
    })
final class DlqPreflightCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private PlanConnectionOptions connection = new PlanConnectionOptions();

  @Parameters(paramLabel = "PLAN", description = "A file of weir dlq plan.")
  private Path file = Path.of("plan");

  @Mixin private AllowOption allow = new AllowOption();

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DlqPreflightCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  /** A check as {@code --json} prints it. */
  record CheckLine(String check, String level, long records, String detail) {
    static CheckLine of(Check check) {
      return new CheckLine(check.name(), check.level().label(), check.records(), found(check));
    }
  }

  @Override
  public Integer call() {
    Plan plan = Plans.read(file);
    try (PlanServers.Open open = PlanServers.of(reach, plan, connection).open();
        ReplayStore store = replays.get();
        var interrupt = reach.interrupts().open(() -> {})) {
      List<Check> checks =
          new Preflight(plan, open.route(), store.ledger(), reach.clock())
              .run(allow.checks(), () -> !interrupt.isRequested());
      if (json) {
        reach.terminal().bytes(Json.of(checks.stream().map(CheckLine::of).toList()));
      } else {
        print(reach.terminal(), checks);
      }
      return Preflight.passes(checks) ? ExitCode.SUCCESS : ExitCode.FINDING;
    }
  }

  static void print(Terminal terminal, List<Check> checks) {
    var table = new TextTable(left(""), left("CHECK"), right("RECORDS"), left("FOUND"));
    for (Check check : checks) {
      table.row(check.level().label(), check.name(), Wording.count(check.records()), found(check));
    }
    table.printTo(terminal);
  }

  /** What was found, with the option that says it is meant. */
  static String found(Check check) {
    return check.level() == Check.Level.BLOCK && check.allowable()
        ? check.detail() + " --allow " + check.name() + " if meant."
        : check.detail();
  }
}
