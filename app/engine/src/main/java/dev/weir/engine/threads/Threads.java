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
}
