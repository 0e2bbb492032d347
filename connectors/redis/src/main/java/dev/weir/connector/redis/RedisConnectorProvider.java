package dev.weir.connector.redis;

import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.ConnectorProvider;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Makes connectors to Redis and what speaks like it. Properties: {@code user}, {@code password},
 * {@code database}, {@code mode} (standalone, cluster, sentinel), {@code sentinel.master}, {@code
 * sentinel.user}, {@code sentinel.password}, {@code connect.timeout.ms}, {@code socket.timeout.ms},
 * {@code streams.pattern} (globs or names, comma-separated), {@code ssl.truststore.location} and
 * {@code .password}, {@code ssl.keystore.location} and {@code .password}, {@code
 * ssl.endpoint.identification.algorithm} (https, none).
 */
public final class RedisConnectorProvider implements ConnectorProvider {
  private final InstantSource clock;

  /** For {@code ServiceLoader}. */
  public RedisConnectorProvider() {
    this(InstantSource.system());
  }

  RedisConnectorProvider(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public String displayName() {
    return "Redis";
  }

  @Override
  public String addressExample() {
    return "redis://localhost:6379";
  }

  @Override
  public boolean recognises(String address) {
    return RedisAddress.hasScheme(address);
  }

  @Override
  public Collection<String> secretProperties() {
    return Set.of(
        RedisSettings.PASSWORD,
        RedisSettings.SENTINEL_PASSWORD,
        RedisSettings.TRUSTSTORE_PASSWORD,
        RedisSettings.KEYSTORE_PASSWORD);
  }

  @Override
  public List<String> problems(ConnectionSpec spec) {
    return RedisSettings.problems(spec);
  }

  @Override
  public Connector open(ConnectionSpec spec) {
    return new RedisConnector(spec.name(), settings(spec), clock);
  }

  @Override
  public void check(ConnectionSpec spec, Consumer<CheckStep> steps) {
    new ConnectionCheck(settings(spec), clock, steps).run();
  }

  private static RedisSettings settings(ConnectionSpec spec) {
    try {
      return RedisSettings.of(spec);
    } catch (IllegalArgumentException problem) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              String.valueOf(problem.getMessage()), "Correct the connection's settings."));
    }
  }
}
