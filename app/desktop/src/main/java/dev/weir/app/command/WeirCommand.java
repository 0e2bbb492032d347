package dev.weir.app.command;

import dev.weir.app.window.Desktop;
import dev.weir.app.window.Unattended;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
  private final Desktop desktop;

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

  @Option(
      names = "--headless",
      description = "Draws the window in memory, where there is no display.")
  private boolean headless;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Closes the window after this time.")
  private @Nullable Duration time;

  @Option(
      names = "--every-screen",
      description =
          "Shows one screen after another, light and dark, once there are figures: a warm-up.")
  private boolean everyScreen;

  @Option(
      names = "--screenshots",
      paramLabel = "DIR",
      description =
          "Writes a picture of every screen, light and dark, into this folder, once there are"
              + " figures.")
  private @Nullable Path screenshots;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Writes the engine's final state as JSON when the window closes.")
  private @Nullable Path report;

  WeirCommand(Desktop desktop) {
    this.desktop = desktop;
  }

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public Integer call() {
    return desktop.open(
        new Unattended(
            headless,
            Optional.ofNullable(time),
            everyScreen,
            Optional.ofNullable(screenshots),
            Optional.ofNullable(report)),
        Optional.empty());
  }
}
