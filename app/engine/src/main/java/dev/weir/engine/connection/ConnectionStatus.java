package dev.weir.engine.connection;

import dev.weir.engine.finding.Fault;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A saved connection and how it is doing.
 *
 * @param broker who answers, in words; empty text until known
 * @param answerMillis how long the last request took
 * @param limits what this broker cannot tell, in words; empty text if nothing
 */
public record ConnectionStatus(
    ConnectionSettings settings,
    State state,
    String broker,
    int streams,
    int groups,
    OptionalLong answerMillis,
    String limits,
    Optional<Fault> fault) {

  /** How a connection is doing. */
  public enum State {
    CONNECTING,
    CONNECTED,
    /** Some of what it carries is missing. */
    DEGRADED,
    /** Was there or should be; tried again by itself. */
    AWAY,
    /** Waits for a secret to be typed. */
    NEEDS_SECRET,
    CLOSED
  }
}
