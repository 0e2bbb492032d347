package dev.weir.connector.kafka;

import dev.weir.stream.CheckStep;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorProvider;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Opens connections to Kafka clusters. */
public final class KafkaConnectorProvider implements ConnectorProvider {
  private final InstantSource clock;

  /** Used by {@code ServiceLoader}. */
  public KafkaConnectorProvider() {
    this(InstantSource.system());
  }

  public KafkaConnectorProvider(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "kafka";
  }

  @Override
  public String displayName() {
    return "Kafka";
  }

  @Override
  public String addressExample() {
    return "localhost:9092";
  }

  @Override
  public boolean recognises(String address) {
    try {
      return !Endpoint.parse(address).isEmpty();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public Collection<String> secretProperties() {
    return ClientProperties.SECRETS;
  }

  @Override
  public List<String> problems(ConnectionSpec spec) {
    return ClientProperties.problems(spec);
  }

  @Override
  public Connector open(ConnectionSpec spec) {
    return new KafkaConnector(spec, clock);
  }

  @Override
  public void check(ConnectionSpec spec, Consumer<CheckStep> steps) {
    new ConnectionCheck(spec, clock, steps).run();
  }
}
