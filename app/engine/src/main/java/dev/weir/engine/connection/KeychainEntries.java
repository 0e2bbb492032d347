package dev.weir.engine.connection;

import dev.weir.engine.secret.Keychain;
import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretReference;
import dev.weir.engine.secret.SecretResolver;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of connections in the system's keychain, as far as there is one. Thread-safe; storing and
 * forgetting block, as a keychain may ask the user.
 */
final class KeychainEntries {
  private static final Logger LOG = LoggerFactory.getLogger(KeychainEntries.class);

  private final SecretResolver secrets;
  private final String scope;

  /**
   * Entries of one console.
   *
   * @param scope tells this console's entries from another's in the same keychain
   */
  KeychainEntries(SecretResolver secrets, String scope) {
    this.secrets = secrets;
    this.scope = scope;
  }

  /** Names of the entries that {@code settings} refer to. */
  static Set<String> names(ConnectionSettings settings) {
    Set<String> names = new HashSet<>();
    for (String value : settings.properties().values()) {
      for (SecretReference reference : SecretReference.in(value)) {
        if (reference instanceof SecretReference.Stored(var name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /**
   * Keeps a secret, and says where; without a keychain it is to be asked for.
   *
   * @param index which of the secrets in the property's value
   * @param taken names that other connections refer to
   */
  SecretReference store(
      String connection, String property, int index, Secret secret, Set<String> taken) {
    Optional<Keychain> keychain = secrets.keychain();
    if (keychain.isEmpty()) {
      return new SecretReference.Ask();
    }
    String name = freeName(connection, property, index, taken);
    try {
      keychain.get().store(name, secret);
      return new SecretReference.Stored(name);
    } catch (IOException e) {
      LOG.warn("A secret of {} is not kept: {}", connection, e.getMessage());
      return new SecretReference.Ask();
    }
  }

  /** A name that no other connection, of this console or another, refers to. */
  private String freeName(String connection, String property, int index, Set<String> taken) {
    String base =
        (connection + "/" + property).replaceAll("[${}\\p{Cntrl}]", "_")
            + (index == 0 ? "" : "/" + index)
            + "#"
            + scope;
    String name = base;
    for (int i = 2; taken.contains(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  /** Removes those of {@code unused} that this console made. */
  void forget(Set<String> unused) {
    Optional<Keychain> keychain = secrets.keychain();
    for (String name : unused) {
      if (keychain.isPresent() && name.contains("#" + scope)) {
        try {
          keychain.get().remove(name);
        } catch (IOException e) {
          LOG.warn("A secret no longer used stays in the keychain: {}", e.getMessage());
        }
      }
    }
  }
}
