package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says in words why a cluster does not answer, by looking at its addresses. Thread-safe; the last
 * finding is reused for a few seconds, so that many failing calls do not knock many times.
 */
final class Reachability {
  private static final long REUSE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int MOST_ENDPOINTS = 4;

  private final String connection;
  private final List<Endpoint> bootstrap;
  private final boolean tls;
  private final boolean login;
  private List<Endpoint> cluster = List.of();
  private @Nullable Finding last;

  private record Finding(long atNanos, Optional<ConnectorFailure> failure) {}

  Reachability(String connection, List<Endpoint> bootstrap, ClientProperties properties) {
    this.connection = connection;
    this.bootstrap = bootstrap;
    tls = properties.usesTls();
    login = properties.usesSasl();
  }

  /** Tells which brokers the cluster named: one of them may live while the bootstrap is away. */
  synchronized void clusterIs(List<Endpoint> brokers) {
    cluster = List.copyOf(brokers);
  }

  /** Forgets what was found, because something has changed since. */
  synchronized void forget() {
    last = null;
  }

  /**
   * @throws ConnectorException if no broker of the connection can be reached
   */
  void require() {
    Optional<ConnectorFailure> failure = diagnose();
    if (failure.isPresent()) {
      throw new ConnectorException(failure.get());
    }
  }

  /** Why no broker can be reached; empty if one can. Blocks for a few seconds at most. */
  synchronized Optional<ConnectorFailure> diagnose() {
    Finding known = last;
    if (known != null && System.nanoTime() - known.atNanos() < REUSE_NANOS) {
      return known.failure();
    }
    Optional<ConnectorFailure> failure = look();
    last = new Finding(System.nanoTime(), failure);
    return failure;
  }

  private Optional<ConnectorFailure> look() {
    Set<Endpoint> endpoints = new LinkedHashSet<>(bootstrap);
    endpoints.addAll(cluster);
    List<ConnectorFailure> failures = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      PortProbe.Answer answer = PortProbe.probe(endpoint, tls, login);
      Optional<ConnectorFailure> failure = failure(endpoint, answer);
      if (failure.isEmpty()) {
        return Optional.empty();
      }
      failures.add(failure.get());
      if (failures.size() == MOST_ENDPOINTS) {
        break;
      }
    }
    return Optional.of(failures.getFirst());
  }

  Optional<ConnectorFailure> failure(Endpoint endpoint, PortProbe.Answer answer) {
    String here = "Connection " + connection + ": ";
    return switch (answer) {
      case KAFKA ->
          tls
              ? Optional.of(
                  new ConnectorFailure.Unreachable(
                      here + endpoint + " speaks Kafka without TLS.",
                      "Set security.protocol to PLAINTEXT or SASL_PLAINTEXT, or use the port of"
                          + " the TLS listener."))
              : Optional.empty();
      case KAFKA_LOGIN ->
          Optional.of(
              new ConnectorFailure.Unauthorized(
                  here + endpoint + " wants a login" + (tls ? ", and no TLS." : "."),
                  "Set security.protocol to SASL_PLAINTEXT, and sasl.mechanism and"
                      + " sasl.jaas.config as the broker's operator says."));
      case TLS ->
          tls
              ? Optional.empty()
              : Optional.of(
                  new ConnectorFailure.Unreachable(
                      here + endpoint + " speaks TLS, and the connection does not.",
                      "Set security.protocol to SSL or SASL_SSL, or use the port of the plaintext"
                          + " listener."));
      case UNKNOWN_HOST ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + "the host name " + endpoint.host() + " is not known.",
                  "Check the spelling, the DNS and whether a VPN is needed."));
      case REFUSED ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + endpoint + " refuses connections.",
                  "Check that the broker runs and listens on this port."));
      case NO_CONNECTION ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + endpoint + " cannot be reached.",
                  "Check the network, the firewall and whether a VPN is needed."));
      case REDIS ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + endpoint + " is a Redis server, not Kafka.",
                  "Choose Redis as the connection's kind, with redis://" + endpoint + "."));
      case HTTP ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + endpoint + " speaks HTTP, not Kafka.",
                  "Give the port of a broker's Kafka listener."));
      case SILENT ->
          Optional.of(
              new ConnectorFailure.TimedOut(
                  here + endpoint + " accepts connections but does not answer.",
                  "Check that it is a Kafka broker and not overloaded."));
      case OTHER ->
          Optional.of(
              new ConnectorFailure.Unreachable(
                  here + endpoint + " does not speak Kafka" + (tls ? " with TLS." : "."),
                  "Check the port: Kafka's usual one is 9092."));
    };
  }
}
