package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.ReplayReport;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq export}. */
@Command(
    name = "export",
    description = "Writes all that the ledger knows of a job into a file, as JSON.")
final class DlqExportCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Parameters(paramLabel = "JOB", description = "A job's id, as weir dlq status lists them.")
  private String job = "";

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file.")
  private Path out = Path.of("receipts.json");

  DlqExportCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  @Override
  public Integer call() {
    try (ReplayStore store = replays.get()) {
      Plan plan = Plans.ofJob(job, store);
      Job known =
          store
              .ledger()
              .job(job)
              .orElseThrow(() -> new UsageProblem("There is no job " + job + " on this machine."));
      Files.write(
          out,
          Json.indented(
              ReplayReport.of(known, plan, store.ledger().receipts(job), Optional.empty())));
      reach
          .terminal()
          .line(
              Wording.count(known.planned() - known.remaining())
                  + (known.planned() - known.remaining() == 1
                      ? " receipt is in "
                      : " receipts are in ")
                  + out
                  + ".");
      return ExitCode.SUCCESS;
    } catch (IOException _) {
      throw new UsageProblem("The receipts cannot be written to " + out + ": check --out.");
    }
  }
}
