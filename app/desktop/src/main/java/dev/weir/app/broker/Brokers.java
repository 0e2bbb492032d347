package dev.weir.app.broker;

import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorProvider;
import java.util.List;
import java.util.Map;

/** Opens what was chosen on the command line. */
public final class Brokers {
  private final Providers providers;
  private final SavedConnections saved;

  public Brokers(Providers providers, SavedConnections saved) {
    this.providers = providers;
    this.saved = saved;
  }

  /**
   * What was chosen, with all secrets resolved, and the provider that opens it.
   *
   * @throws UsageProblem if it cannot be opened as it was typed or saved
   */
  public Chosen choose(BrokerChoice choice) {
    ConnectionSpec spec =
        switch (choice) {
          case BrokerChoice.Saved(String name) -> saved.resolved(name);
          case BrokerChoice.Addressed addressed -> spec(addressed);
        };
    ConnectorProvider provider = providers.of(spec.kind());
    List<String> problems = provider.problems(spec);
    if (!problems.isEmpty()) {
      throw new UsageProblem(String.join(" ", problems));
    }
    return new Chosen(provider, spec);
  }

  private ConnectionSpec spec(BrokerChoice.Addressed addressed) {
    Map<String, String> written =
        addressed.config().map(ClientProperties::read).orElse(Map.of());
    return new ConnectionSpec(
        addressed.kind(), addressed.kind(), addressed.address(), saved.withSecrets(written));
  }

  /** A connection ready to be opened or tested. */
  public record Chosen(ConnectorProvider provider, ConnectionSpec spec) {
    public Connector open() {
      return provider.open(spec);
    }
  }
}
