package dev.weir.stream;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Makes connectors of one kind. Found by {@code ServiceLoader}. */
public interface ConnectorProvider {
  /** "kafka", "redis". */
  String kind();

  /** "Kafka", "Redis". */
  String displayName();

  /** What to type as an address, as an example. */
  String addressExample();

  /** Whether {@code address} looks like one of this kind's: for guessing what was pasted. */
  boolean recognises(String address);

  /** Names of properties whose values are secrets. */
  Collection<String> secretProperties();

  /**
   * What is wrong with a specification before anything is tried: unknown properties, a malformed
   * address. Empty if nothing.
   */
  List<String> problems(ConnectionSpec spec);

  /** Opens without waiting for the broker; the first call connects. */
  Connector open(ConnectionSpec spec);

  /** Tests a connection step by step, telling each step as it ends. Blocks; leaves nothing open. */
  void check(ConnectionSpec spec, Consumer<CheckStep> steps);
}
