package dev.weir.engine.threads;

/** The one place where threads are made, so that every thread has a name that says its work. */
public final class Threads {
  private Threads() {}

  /** Starts a virtual thread for work that blocks on a broker or a file. */
  public static Thread startVirtual(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }

  /** Starts a daemon platform thread for work that lasts as long as the console. */
  public static Thread startPlatform(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon(true).start(work);
  }

  /**
   * Runs {@code work} when the program is told to end: Ctrl-C, a signal, {@code System.exit}. It
   * should take no more than a few seconds.
   *
   * @return takes the work back; does nothing once the end has begun
   */
  public static AutoCloseable atExit(String name, Runnable work) {
    Thread hook = Thread.ofPlatform().name(name).unstarted(work);
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // The end has begun, and the hook is running.
      }
    };
  }
}
