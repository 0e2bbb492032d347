package dev.weir.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir dlq}: what all commands on dead letters are under. */
@Command(
    name = "dlq",
    description =
        "Dead letters: the streams that hold them, why they died, where they came from, and"
            + " bringing them back.")
final class DlqCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(),
        "dlq needs a command: list, causes, show, mark, pending, plan, edit, preflight, approve,"
            + " run, resume, status, pause, cancel or export.");
  }
}
