package dev.weir.sample.broker;

/** The end of a process that was started here. */
final class ProcessEnd {
  private ProcessEnd() {}

  /** Ends it at once, as {@code kill -9} does, and returns when it is gone. */
  static void now(Process process) {
    process.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
