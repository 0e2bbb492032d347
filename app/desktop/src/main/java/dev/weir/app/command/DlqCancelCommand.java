package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir dlq cancel}. */
@Command(name = "cancel", description = "Ends a job for good; what was written stays.")
final class DlqCancelCommand implements Callable<Integer> {
  private final Supplier<ReplayStore> replays;

  @Parameters(paramLabel = "JOB", description = "A job's id, as weir dlq status lists them.")
  private String job = "";

  DlqCancelCommand(Supplier<ReplayStore> replays) {
    this.replays = replays;
  }

  @Override
  public Integer call() throws IOException {
    try (ReplayStore store = replays.get()) {
      Optional<String> problem = store.cancel(job);
      if (problem.isPresent()) {
        throw new UsageProblem(problem.get());
      }
    }
    return ExitCode.SUCCESS;
  }
}
