package dev.weir.engine.connection;

import dev.weir.stream.Connector;

/** Is told of connectors as they open and close. Called from any thread; must not block. */
public interface ConnectionWatcher {
  void opened(ConnectionSettings settings, Connector connector);

  /** The connector is closed right after this returns. */
  void closed(String name);
}
