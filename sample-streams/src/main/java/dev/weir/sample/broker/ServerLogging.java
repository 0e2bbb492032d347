package dev.weir.sample.broker;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the Kafka broker and its clients off the terminal. System property {@code weir.sample.log}
 * names another level ({@code INFO}, {@code WARNING}) for looking into a broker.
 */
final class ServerLogging {
  // java.util.logging forgets the level of a logger nobody holds.
  private static final List<Logger> LOGGERS =
      List.of(
          Logger.getLogger("kafka"),
          Logger.getLogger("org.apache.kafka"),
          Logger.getLogger("state.change.logger"),
          Logger.getLogger("redis.clients"));

  private ServerLogging() {}

  static void quiet() {
    Level level = Level.parse(System.getProperty("weir.sample.log", "OFF"));
    LOGGERS.forEach(logger -> logger.setLevel(level));
  }
}
