package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Parameters;

/** Tells one job something, wherever it runs. */
abstract class JobCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Parameters(paramLabel = "JOB", description = "A job's id, as weir dlq status lists them.")
  private String job = "";

  JobCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  /** Returns what is wrong, in words. */
  abstract Optional<String> tell(ReplayStore store, String job) throws IOException;

  /** What it will be. */
  abstract String asked();

  @Override
  public final Integer call() throws IOException {
    try (ReplayStore store = replays.get()) {
      Optional<String> problem = tell(store, job);
      if (problem.isPresent()) {
        throw new UsageProblem(problem.get());
      }
      JobState now = store.ledger().job(job).map(Job::state).orElse(JobState.RUNNING);
      reach
          .terminal()
          .line(
              now == JobState.RUNNING
                  ? "Job " + job + " is told, and will be " + asked() + " after its batch."
                  : "Job " + job + " is " + now.label() + ".");
    }
    return ExitCode.SUCCESS;
  }
}
