package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir dlq run}. */
@Command(
    name = "run",
    description = {
      "Brings the records of a plan back, each exactly once.",
      "Without --write it does everything but the writing. A plan whose job was begun goes on; one"
          + " that is done sends nothing."
    })
final class DlqRunCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private PlanConnectionOptions connection = new PlanConnectionOptions();
  @Mixin private RunOptions options = new RunOptions();

  @Parameters(paramLabel = "PLAN", description = "A file of weir dlq plan.")
  private Path file = Path.of("plan");

  DlqRunCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  @Override
  public Integer call() throws IOException {
    Plan plan = Plans.read(file);
    try (ReplayStore store = replays.get()) {
      return new ReplayAtTerminal(
              reach, store, options, plan, PlanServers.of(reach, plan, connection))
          .run(file);
    }
  }
}
