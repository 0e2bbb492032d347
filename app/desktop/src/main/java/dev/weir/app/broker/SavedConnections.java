package dev.weir.app.broker;

import dev.weir.stream.ConnectionSpec;
import java.util.Map;

/** Connections saved in the window, as the command line uses them. */
public interface SavedConnections {
  /**
   * A saved connection with its secrets resolved.
   *
   * @throws UsageProblem if there is none of that name, naming those there are, or if a secret must
   *     be asked for
   */
  ConnectionSpec resolved(String name);

  /**
   * Replaces references such as {@code ${env:NAME}} by what they refer to.
   *
   * @throws UsageProblem naming the property whose reference leads nowhere
   */
  Map<String, String> withSecrets(Map<String, String> properties);
}
