package dev.weir.app.command;

import dev.weir.app.broker.UsageProblem;
import dev.weir.app.window.Desktop;
import dev.weir.app.window.Unattended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir open}: the window on a file, as a file manager asks for it. */
@Command(
    name = "open",
    description = {
      "Opens the window on a saved plan to bring dead letters back, or on a file of alert rules.",
      "Where a window is open already, it is that one that shows it."
    })
final class OpenCommand implements Callable<Integer> {
  private final Desktop desktop;

  @Parameters(
      paramLabel = "FILE",
      description = "The plan (weir dlq plan, or Save plan in the window), or rules (.yaml).")
  private @Nullable Path file;

  OpenCommand(Desktop desktop) {
    this.desktop = desktop;
  }

  @Override
  public Integer call() {
    Optional<Path> asked = Optional.ofNullable(file).map(Path::toAbsolutePath);
    if (asked.filter(it -> !Files.isReadable(it) || Files.isDirectory(it)).isPresent()) {
      throw new UsageProblem(
          asked.get() + " cannot be read: name a file that is there and that you may read.");
    }
    return desktop.open(Unattended.NOT, asked);
  }
}
