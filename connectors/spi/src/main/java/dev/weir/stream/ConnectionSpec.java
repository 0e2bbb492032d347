package dev.weir.stream;

import java.util.Map;

/**
 * How to reach a broker, with every secret already resolved. Lives in memory only; {@link
 * #toString} names no property values.
 *
 * @param name the connection's name, unique in one console
 * @param kind id of the provider that opens it: "kafka", "redis"
 * @param address Kafka: host:port, comma-separated; Redis: a redis:// or rediss:// URL, without
 *     password
 * @param properties any property the client knows
 */
public record ConnectionSpec(
    String name, String kind, String address, Map<String, String> properties) {
  public ConnectionSpec {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "ConnectionSpec[" + name + ", " + kind + ", " + properties.keySet() + "]";
  }
}
