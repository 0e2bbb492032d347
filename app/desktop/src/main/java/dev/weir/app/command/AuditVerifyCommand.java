package dev.weir.app.command;

import dev.weir.app.report.Json;
import dev.weir.engine.ledger.AuditTrail;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private final Terminal terminal;
  private final AuditTrail audit;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  AuditVerifyCommand(Terminal terminal, AuditTrail audit) {
    this.terminal = terminal;
    this.audit = audit;
  }

  /** What was found, as {@code --json} prints it. */
  record AuditLine(
      boolean intact, long lines, String lastSha256, int cutOff, Optional<String> problem) {}

  @Override
  public Integer call() throws IOException {
    AuditTrail.Checked checked = audit.check();
    if (json) {
      terminal.bytes(
          Json.of(
              new AuditLine(
                  checked.problem().isEmpty(),
                  checked.lines(),
                  checked.last(),
                  checked.cutOff(),
                  checked.problem())));
    } else {
      terminal.line(
          checked
              .problem()
              .orElseGet(
                  () ->
                      Wording.count(checked.lines())
                          + " lines are as they were written; the last is "
                          + checked.last()
                          + "."));
      if (checked.problem().isEmpty() && checked.cutOff() > 0) {
        terminal.line(
            Wording.count(checked.cutOff())
                + (checked.cutOff() == 1 ? " more was" : " more were")
                + " not written to the end, as when the power goes; nothing was done on its"
                + " account.");
      }
    }
    return checked.problem().isEmpty() ? ExitCode.SUCCESS : ExitCode.FINDING;
  }
}
