package dev.weir.app.command;

import static dev.weir.app.command.TextTable.left;
import static dev.weir.app.command.TextTable.right;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.report.Json;
import dev.weir.app.report.ReplayReport;
import dev.weir.engine.deadletter.replay.Job;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.Redeaths;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq status}. */
@Command(
    name = "status",
    description = {
      "How a job stands, and which record became which; without a job, all jobs of this machine.",
      "Asks no broker, unless --look is given."
    })
final class DlqStatusCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private PlanConnectionOptions connection = new PlanConnectionOptions();

  @Parameters(paramLabel = "JOB", arity = "0..1", description = "A job's id.")
  private @Nullable String job;

  @Option(
      names = "--look",
      description = "Also looks on the broker which of the records sent died again.")
  private boolean look;

  @Option(names = "--json", description = "One JSON document.")
  private boolean json;

  DlqStatusCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  /** A job as {@code --json} lists it. */
  record JobLine(
      String job,
      String stream,
      String state,
      long planned,
      long sent,
      long quarantined,
      long unknown,
      long held,
      long remaining,
      String reason,
      String created,
      String changed) {
    static JobLine of(Job job) {
      return new JobLine(
          job.id(),
          job.stream(),
          job.state().label(),
          job.planned(),
          job.sent(),
          job.quarantined(),
          job.unknown(),
          job.held(),
          job.remaining(),
          job.reason(),
          job.created().toString(),
          job.changed().toString());
    }
  }

  @Override
  public Integer call() {
    try (ReplayStore store = replays.get()) {
      String id = job;
      if (id == null && look) {
        throw new UsageProblem("--look goes with a JOB; weir dlq status lists those there are.");
      }
      if (id == null) {
        list(store.ledger().jobs().stream().map(JobLine::of).toList());
        return ExitCode.SUCCESS;
      }
      Plan plan = Plans.ofJob(id, store);
      Job known =
          store
              .ledger()
              .job(id)
              .orElseThrow(() -> new UsageProblem("There is no job " + id + " on this machine."));
      Optional<Redeaths.Found> after = Optional.empty();
      if (look) {
        try (PlanServers.Open open = PlanServers.of(reach, plan, connection).open()) {
          after = Optional.of(Redeaths.look(plan, open.route(), store.ledger()));
        }
      }
      ReplayReport report = ReplayReport.of(known, plan, store.ledger().receipts(id), after);
      ReplayAtTerminal.print(reach.terminal(), report, json);
      return ReplayAtTerminal.codeOf(report);
    }
  }

  private void list(List<JobLine> lines) {
    if (json) {
      reach.terminal().bytes(Json.of(lines));
      return;
    }
    var table =
        new TextTable(
            left("JOB"),
            left("STREAM"),
            left("STATE"),
            right("PLANNED"),
            right("SENT"),
            right("SET ASIDE"),
            right("REMAINING"),
            left("CHANGED"),
            left("REASON"));
    for (JobLine line : lines) {
      table.row(
          line.job(),
          line.stream(),
          line.state(),
          Wording.count(line.planned()),
          Wording.count(line.sent()),
          Wording.count(line.quarantined()),
          Wording.count(line.remaining()),
          line.changed(),
          line.reason());
    }
    table.printTo(reach.terminal());
  }
}
