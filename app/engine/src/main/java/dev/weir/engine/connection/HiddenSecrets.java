package dev.weir.engine.connection;

import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretProperties;
import dev.weir.engine.secret.SecretReference;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Settings without secrets, and the secrets that were in them. */
record HiddenSecrets(ConnectionSettings settings, Map<String, SecretProperties.Hidden> hidden) {
  private static final String ADDRESS_PASSWORD = "password";

  /**
   * Takes the secrets out of {@code settings}, a password in the address too.
   *
   * @param secretProperties properties that are secret as a whole
   */
  static HiddenSecrets of(ConnectionSettings settings, Collection<String> secretProperties) {
    var secrets = new SecretProperties(secretProperties);
    AddressPassword address = AddressPassword.takenFrom(settings.address());
    Map<String, String> properties = new HashMap<>(settings.properties());
    address.password().ifPresent(password -> properties.put(ADDRESS_PASSWORD, password));
    Map<String, SecretProperties.Hidden> hidden = new HashMap<>();
    properties.forEach((property, value) -> hidden.put(property, secrets.hide(property, value)));
    return new HiddenSecrets(
        new ConnectionSettings(
            settings.name(),
            settings.kind(),
            address.address(),
            properties,
            settings.environment(),
            settings.readOnly()),
        hidden);
  }

  /** Each secret to be asked for. */
  ConnectionSettings withAsk() {
    return with(
        (_, hidden) -> hidden.secrets().stream().map(_ -> new SecretReference.Ask()).toList());
  }

  /** Secrets that answer {@link #withAsk}; a JAAS configuration with several has no one answer. */
  Map<String, Secret> answers() {
    Map<String, Secret> answers = new HashMap<>();
    hidden.forEach(
        (property, value) -> {
          if (!value.secrets().isEmpty()) {
            answers.put(property, value.secrets().getFirst());
          }
        });
    return answers;
  }

  ConnectionSettings with(References references) {
    Map<String, String> properties = new HashMap<>();
    hidden.forEach(
        (property, value) -> properties.put(property, value.with(references.of(property, value))));
    return new ConnectionSettings(
        settings.name(),
        settings.kind(),
        settings.address(),
        properties,
        settings.environment(),
        settings.readOnly());
  }

  interface References {
    List<? extends SecretReference> of(String property, SecretProperties.Hidden hidden);
  }
}
