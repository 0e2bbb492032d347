package dev.weir.app.command;

import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weir dlq resume}. */
@Command(
    name = "resume",
    description = {
      "Goes on with a job that was paused, or whose process ended, where it stopped.",
      "Without --write it does everything but the writing."
    })
final class DlqResumeCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private PlanConnectionOptions connection = new PlanConnectionOptions();
  @Mixin private RunOptions options = new RunOptions();

  @Parameters(paramLabel = "JOB", description = "A job's id, as weir dlq status lists them.")
  private String job = "";

  DlqResumeCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  @Override
  public Integer call() throws IOException {
    try (ReplayStore store = replays.get()) {
      Plan plan = Plans.ofJob(job, store);
      return new ReplayAtTerminal(
              reach, store, options, plan, PlanServers.of(reach, plan, connection))
          .run(null);
    }
  }
}
