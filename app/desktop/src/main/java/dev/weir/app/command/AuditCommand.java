package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code weir audit}: what was done to brokers. */
@Command(name = "audit", description = "The file of who brought what back, and why.")
final class AuditCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    throw new UsageProblem("audit needs a command: verify. Try: weir audit --help");
  }
}
