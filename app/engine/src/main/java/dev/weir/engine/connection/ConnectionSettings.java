package dev.weir.engine.connection;

import java.util.Map;

/**
 * A saved connection. Secrets are references: {@code ${env:NAME}}, {@code ${file:PATH}}, {@code
 * ${keychain:NAME}}, or {@code ${ask}} to be asked for.
 *
 * @param kind "kafka" or "redis"
 * @param properties any property the client knows
 */
public record ConnectionSettings(
    String name,
    String kind,
    String address,
    Map<String, String> properties,
    Environment environment,
    boolean readOnly) {
  public ConnectionSettings {
    properties = Map.copyOf(properties);
  }

  /** Names the properties but not their values, as one may be a secret just typed. */
  @Override
  public String toString() {
    return "ConnectionSettings[" + name + ", " + kind + ", " + properties.keySet() + "]";
  }
}
