package dev.weir.app.window;

/** The window on the saved connections. */
@FunctionalInterface
public interface Desktop {
  /** Opens it and returns the exit code when it is closed. */
  int open(Unattended unattended);
}
