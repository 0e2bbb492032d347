package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code weir dlq}: what all commands on dead letters are under. */
@Command(
    name = "dlq",
    description =
        "Dead letters: the streams that hold them, why they died, where they came from, and"
            + " bringing them back.")
final class DlqCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new UsageProblem(
        "dlq needs a command: list, causes, show, mark, pending, plan, edit, preflight, approve,"
            + " run, resume, status, pause, cancel or export. Try: weir dlq --help");
  }
}
