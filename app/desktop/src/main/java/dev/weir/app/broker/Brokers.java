package dev.weir.app.broker;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Connections;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.secret.MissingSecretException;
import dev.weir.engine.secret.Secret;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorProvider;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens what was chosen on the command line. */
public final class Brokers {
  private final Providers providers;
  private final Connections saved;
  private final SecretPrompt prompt;

  public Brokers(Providers providers, Connections saved, SecretPrompt prompt) {
    this.providers = providers;
    this.saved = saved;
    this.prompt = prompt;
  }

  /** Asks the user for a secret. */
  public interface SecretPrompt {
    /** Empty where nobody sits at the terminal. */
    Optional<Secret> ask(String connection, String property);
  }

  /**
   * What was chosen, with all secrets resolved, and the provider that opens it.
   *
   * @throws UsageProblem if it cannot be opened as it was typed or saved
   */
  public Chosen choose(BrokerChoice choice) {
    ConnectionSettings settings =
        switch (choice) {
          case BrokerChoice.Saved(String name) -> savedAs(name);
          case BrokerChoice.Addressed addressed -> typed(addressed);
        };
    ConnectorProvider provider = providers.of(settings.kind());
    ConnectionSpec spec = resolved(settings);
    List<String> problems = provider.problems(spec);
    if (!problems.isEmpty()) {
      throw new UsageProblem(String.join(" ", problems));
    }
    return new Chosen(
        provider,
        spec,
        settings,
        choice instanceof BrokerChoice.Saved,
        deciding(choice, settings),
        saved.notice());
  }

  /** What was decided about a server: by its name, or by the address that was typed. */
  private List<ConnectionSettings> deciding(BrokerChoice choice, ConnectionSettings settings) {
    return switch (choice) {
      case BrokerChoice.Saved _ -> List.of(settings);
      case BrokerChoice.Addressed _ ->
          new SameServer(HostNames.ofThisMachine(System.getenv())).among(all(), settings);
    };
  }

  private List<ConnectionSettings> all() {
    return saved.statuses().latest().value().stream().map(ConnectionStatus::settings).toList();
  }

  private ConnectionSettings savedAs(String name) {
    List<ConnectionSettings> all = all();
    for (ConnectionSettings settings : all) {
      if (settings.name().equals(name)) {
        return settings;
      }
    }
    UsageProblem notSaved = notSaved(name, all.stream().map(ConnectionSettings::name).toList());
    throw saved
        .notice()
        .map(notice -> new UsageProblem(notice + " " + notSaved.getMessage()))
        .orElse(notSaved);
  }

  /** The sentence for a name that none of the saved connections has. */
  public static UsageProblem notSaved(String name, List<String> saved) {
    return new UsageProblem(
        "There is no saved connection "
            + name
            + "; "
            + (saved.isEmpty()
                ? "none is saved: add it in the window, or use --kafka or --redis."
                : "saved are: " + String.join(", ", saved) + "."));
  }

  private static ConnectionSettings typed(BrokerChoice.Addressed addressed) {
    return new ConnectionSettings(
        addressed.kind(),
        addressed.kind(),
        addressed.address(),
        addressed.config().map(ClientProperties::read).orElse(Map.of()),
        Environment.PRODUCTION,
        true);
  }

  private ConnectionSpec resolved(ConnectionSettings settings) {
    var typed = new HashMap<String, Secret>();
    for (String property : saved.secretsToAsk(settings)) {
      typed.put(
          property,
          prompt
              .ask(settings.name(), property)
              .orElseThrow(
                  () ->
                      new UsageProblem(
                          settings.name()
                              + ": "
                              + property
                              + " is to be typed, and there is no terminal to type it at: write"
                              + " ${env:NAME} or ${file:PATH} as its value.")));
    }
    try {
      return saved.resolved(settings, typed);
    } catch (MissingSecretException e) {
      throw new UsageProblem(e.what() + " " + e.remedy());
    }
  }

  /**
   * A connection ready to be opened or tested.
   *
   * @param saved whether it is one of the window's
   * @param deciding the saved connections of that server, which say what may be done there: itself,
   *     or those that have the address that was typed; empty where nobody has decided anything
   * @param unread why the saved connections could not be read, which may have decided something
   */
  public record Chosen(
      ConnectorProvider provider,
      ConnectionSpec spec,
      ConnectionSettings settings,
      boolean saved,
      List<ConnectionSettings> deciding,
      Optional<String> unread) {
    public Chosen {
      deciding = List.copyOf(deciding);
    }

    public Connector open() {
      return provider.open(spec);
    }
  }
}
