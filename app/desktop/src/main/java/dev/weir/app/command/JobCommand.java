package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Parameters;

/** Tells one job something, wherever it runs. */
abstract class JobCommand implements Callable<Integer> {
  private final Supplier<ReplayStore> replays;

  @Parameters(paramLabel = "JOB", description = "A job's id, as weir dlq status lists them.")
  private String job = "";

  JobCommand(Supplier<ReplayStore> replays) {
    this.replays = replays;
  }

  /** Returns what is wrong, in words. */
  abstract Optional<String> tell(ReplayStore store, String job) throws IOException;

  @Override
  public final Integer call() throws IOException {
    try (ReplayStore store = replays.get()) {
      Optional<String> problem = tell(store, job);
      if (problem.isPresent()) {
        throw new UsageProblem(problem.get());
      }
    }
    return ExitCode.SUCCESS;
  }
}
