package dev.weir.app.window;

import java.nio.file.Path;
import java.util.Optional;

/** The window on the saved connections. */
@FunctionalInterface
public interface Desktop {
  /**
   * Opens it and returns the exit code when it is closed.
   *
   * @param file a plan or rules, to be shown first
   */
  int open(Unattended unattended, Optional<Path> file);
}
