package dev.weir.sample.broker;

/**
 * Closes a broker when the JVM ends, unless it was closed before. A failure then is told to nobody:
 * nobody is left to hear it, and the next start removes what is left over.
 */
final class EndOfJvm {
  private final Thread hook;

  private EndOfJvm(Thread hook) {
    this.hook = hook;
  }

  /**
   * From now on.
   *
   * @throws BrokerUnavailable if the end has begun; {@code broker} is closed then
   */
  static EndOfJvm closes(AutoCloseable broker, String name) {
    var hook = new Thread(() -> closeQuietly(broker), name + "-removal");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException jvmEnds) {
      closeQuietly(broker);
      throw new BrokerUnavailable("The program is being ended.", "Start it again.", jvmEnds);
    }
    return new EndOfJvm(hook);
  }

  /** The broker was closed. */
  void isNoMatter() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException jvmEnds) {
      // The hook is what closed it.
    }
  }

  private static void closeQuietly(AutoCloseable broker) {
    try {
      broker.close();
    } catch (Exception jvmEndsAnyway) {
      // As the class comment says.
    }
  }
}
