package dev.weir.app.broker;

import java.nio.file.Path;
import java.util.Optional;

/** Which broker a command is about, as typed. */
public sealed interface BrokerChoice {
  /** A connection saved in the window. */
  record Saved(String name) implements BrokerChoice {}

  /**
   * An address.
   *
   * @param kind "kafka" or "redis"
   * @param config file of client properties
   */
  record Addressed(String kind, String address, Optional<Path> config) implements BrokerChoice {}
}
