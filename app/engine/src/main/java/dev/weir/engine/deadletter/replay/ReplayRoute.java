package dev.weir.engine.deadletter.replay;

import dev.weir.stream.Connector;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.StreamRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where dead letters are read, and where records are written: on the same server, on another one,
 * or in a file.
 */
public final class ReplayRoute {
  private final Connector from;
  private final ReplayPort fromPort;
  private final @Nullable Connector to;
  private final ReplayPort toPort;

  private ReplayRoute(
      Connector from, ReplayPort fromPort, @Nullable Connector to, ReplayPort toPort) {
    this.from = from;
    this.fromPort = fromPort;
    this.to = to;
    this.toPort = toPort;
  }

  /**
   * Within one cluster or server.
   *
   * @param connector also a {@link ReplayPort}, as {@code port}
   */
  public static ReplayRoute within(Connector connector, ReplayPort port) {
    return new ReplayRoute(connector, port, connector, port);
  }

  /** From one cluster or server to another. */
  public static ReplayRoute between(
      Connector from, ReplayPort fromPort, Connector to, ReplayPort toPort) {
    return new ReplayRoute(from, fromPort, to, toPort);
  }

  /** Into a file, as {@link LinesFile} writes it. */
  public static ReplayRoute toFile(Connector from, ReplayPort fromPort, LinesFile file) {
    return new ReplayRoute(from, fromPort, null, file);
  }

  /** Where dead letters are read, while it is planned to write them to a file. */
  public static ReplayRoute planned(Connector from, ReplayPort fromPort) {
    return new ReplayRoute(from, fromPort, null, fromPort);
  }

  /** Reads the dead letters. */
  Connector from() {
    return from;
  }

  /** Whether these are the servers that a plan was made for. */
  public boolean isOf(Plan plan) {
    return fromPort.clusterId().equals(plan.cluster())
        && plan.destination()
            .map(destination -> destination.cluster().equals(toPort.clusterId()))
            .orElse(true);
  }

  ReplayPort fromPort() {
    return fromPort;
  }

  /** Reads the streams that records go to; empty where that is a file. */
  Optional<Connector> to() {
    return Optional.ofNullable(to);
  }

  ReplayPort toPort() {
    return toPort;
  }

  /** A stream of the server that the dead letters are on. */
  StreamRef source(String name) {
    return new StreamRef(from.name(), name);
  }

  /** A stream of the server that records go to. */
  StreamRef target(String name) {
    return new StreamRef(to == null ? "" : to.name(), name);
  }
}
