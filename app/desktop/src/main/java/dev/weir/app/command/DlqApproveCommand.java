package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.engine.deadletter.replay.Check;
import dev.weir.engine.deadletter.replay.Plan;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.Preflight;
import dev.weir.engine.deadletter.replay.ReplayStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir dlq approve}. */
@Command(
    name = "approve",
    description = {
      "Approves another person's plan: checks it once more, and writes into its file who approved"
          + " it, bound to its hash.",
      "Changes nothing on the broker. What is checked then must still pass when it is run."
    })
final class DlqApproveCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Mixin private PlanConnectionOptions connection = new PlanConnectionOptions();

  @Parameters(paramLabel = "PLAN", description = "A file of weir dlq plan.")
  private Path file = Path.of("plan");

  @Mixin private AllowOption allow = new AllowOption();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the audit.")
  private @Nullable String reason;

  DlqApproveCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  @Override
  public Integer call() throws IOException {
    Plan plan = Plans.read(file);
    PlanServers servers = PlanServers.of(reach, plan, connection);
    try (PlanServers.Open open = servers.open();
        ReplayStore store = replays.get();
        var interrupt = reach.interrupts().open(() -> {})) {
      List<Check> checks =
          new Preflight(plan, open.route(), store.ledger(), reach.clock())
              .run(allow.checks(), () -> !interrupt.isRequested());
      DlqPreflightCommand.print(reach.terminal(), checks);
      Optional<String> refusal = store.approve(file, plan, checks, reason == null ? "" : reason);
      if (refusal.isPresent()) {
        throw new UsageProblem(refusal.get());
      }
      reach
          .terminal()
          .line(
              Wording.records(plan.records().size())
                  + " to "
                  + String.join(", ", plan.targets())
                  + " on "
                  + servers.destination()
                  + ", planned by "
                  + plan.author()
                  + ": approved by "
                  + store.audit().who()
                  + ".");
      return ExitCode.SUCCESS;
    } catch (PlanFile.NotAPlan e) {
      throw new UsageProblem(String.valueOf(e.getMessage()));
    }
  }
}
