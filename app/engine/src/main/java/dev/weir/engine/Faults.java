package dev.weir.engine;

import dev.weir.engine.finding.Fault;
import dev.weir.stream.ConnectorFailure;

/** Makes faults of what connectors could not do. */
final class Faults {
  private Faults() {}

  static Fault of(String connection, ConnectorFailure failure, long atMillis) {
    return new Fault(atMillis, connection, failure.what(), failure.remedy());
  }

  static Fault notConnected(String connection, long atMillis) {
    return new Fault(
        atMillis,
        connection,
        connection + " is not connected.",
        "Open it on the Connections screen.");
  }
}
