package dev.weir.app.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code weir} alone: the window. */
@Command(
    name = "weir",
    description = {
      "Weir, a console for Kafka and Redis Streams.",
      "Without a command: the window."
    },
    footer = {
      "",
      "Exit codes: 0 success, 1 a finding, 2 bad usage or configuration, 3 the broker cannot be"
          + " reached."
    },
    versionProvider = Version.class)
final class WeirCommand implements Callable<Integer> {
  private final Callable<Integer> window;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Also says where in the program an error came from.")
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "This help.")
  private boolean help;

  @Option(names = "--version", versionHelp = true, description = "Weir's and Java's version.")
  private boolean version;

  WeirCommand(Callable<Integer> window) {
    this.window = window;
  }

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public Integer call() throws Exception {
    return window.call();
  }
}
