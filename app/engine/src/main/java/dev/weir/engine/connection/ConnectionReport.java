package dev.weir.engine.connection;

import dev.weir.engine.finding.Fault;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What whoever uses a connection found out about it; see {@link ConnectionStatus} for the parts.
 *
 * @param state CONNECTING, CONNECTED, DEGRADED or AWAY
 */
public record ConnectionReport(
    ConnectionStatus.State state,
    String broker,
    int streams,
    int groups,
    OptionalLong answerMillis,
    String limits,
    Optional<Fault> fault) {}
