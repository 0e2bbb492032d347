package dev.weir.app.command;

import dev.weir.app.report.Json;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.ledger.AuditTrail;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir audit verify}. */
@Command(
    name = "verify",
    description = {
      "Checks that each line of the audit follows the one before it as it was written.",
      "Exit code 1: it was changed. Lines taken off at the end are only found by comparing the last"
          + " hash with one noted before."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final Reach reach;
  private final Supplier<ReplayStore> replays;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  AuditVerifyCommand(Reach reach, Supplier<ReplayStore> replays) {
    this.reach = reach;
    this.replays = replays;
  }

  /** What was found, as {@code --json} prints it. */
  record AuditLine(
      boolean intact, long lines, String lastSha256, int cutOff, Optional<String> problem) {}

  @Override
  public Integer call() throws IOException {
    AuditTrail.Checked checked;
    try (ReplayStore store = replays.get()) {
      checked = store.audit().check();
    }
    if (json) {
      reach
          .terminal()
          .bytes(
              Json.of(
                  new AuditLine(
                      checked.problem().isEmpty(),
                      checked.lines(),
                      checked.last(),
                      checked.cutOff(),
                      checked.problem())));
    } else {
      reach
          .terminal()
          .line(
              checked
                  .problem()
                  .orElseGet(
                      () ->
                          Wording.count(checked.lines())
                              + " lines are as they were written; the last is "
                              + checked.last()
                              + "."));
      if (checked.problem().isEmpty() && checked.cutOff() > 0) {
        reach
            .terminal()
            .line(
                Wording.count(checked.cutOff())
                    + (checked.cutOff() == 1 ? " more was" : " more were")
                    + " not written to the end, as when the power goes; nothing was done on its"
                    + " account.");
      }
    }
    return checked.problem().isEmpty() ? ExitCode.SUCCESS : ExitCode.FINDING;
  }
}
