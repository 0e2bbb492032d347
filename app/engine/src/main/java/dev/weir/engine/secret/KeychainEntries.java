package dev.weir.engine.secret;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this console keeps in the system's keychain, as far as there is one. Thread-safe; storing
 * and forgetting block, as a keychain may ask the user.
 */
public final class KeychainEntries {
  private static final Logger LOG = LoggerFactory.getLogger(KeychainEntries.class);

  private final Optional<Keychain> keychain;
  private final String scope;

  /**
   * @param scope tells this console's entries from another's in the same keychain
   */
  public KeychainEntries(Optional<Keychain> keychain, String scope) {
    this.keychain = keychain;
    this.scope = "#" + scope;
  }

  /** Names of the entries that settings, or a whole file, refer to. */
  public static Set<String> names(Collection<String> texts) {
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      for (SecretReference reference : SecretReference.in(text)) {
        if (reference instanceof SecretReference.Stored(var name)) {
          names.add(name);
        }
      }
    }
    return names;
  }

  /** Whether there is a keychain; whether it answers shows when it is asked. */
  public boolean hasKeychain() {
    return keychain.isPresent();
  }

  /**
   * Keeps a secret under a name of its own, and says where; without a keychain, or where it does
   * not answer, it is to be asked for.
   *
   * @param index which of the secrets in the property's value
   * @param taken names that others refer to
   */
  public SecretReference keepOrAsk(
      String owner, String property, int index, Secret secret, Set<String> taken) {
    if (keychain.isEmpty()) {
      return new SecretReference.Ask();
    }
    String name = freeName(owner, property + (index == 0 ? "" : "/" + index), taken);
    try {
      store(name, secret);
      return new SecretReference.Stored(name);
    } catch (IOException e) {
      LOG.warn("A secret of {} is not kept: {}", owner, e.getMessage());
      return new SecretReference.Ask();
    }
  }

  /** Whether this console made an entry. */
  public boolean isOwn(String name) {
    return name.contains(scope);
  }

  /** A name for a secret that no other one, of this console or another, has. */
  public String freeName(String owner, String property, Set<String> taken) {
    String base = (owner + "/" + property).replaceAll("[${}\\p{Cntrl}]", "_") + scope;
    String name = base;
    for (int i = 2; taken.contains(name); i++) {
      name = base + "-" + i;
    }
    return name;
  }

  /**
   * Stores or replaces a secret.
   *
   * @throws IOException if it is not kept; the message says why
   */
  public void store(String name, Secret secret) throws IOException {
    keychain
        .orElseThrow(() -> new IOException("this system has no keychain that Weir can use."))
        .store(name, secret);
  }

  /** Removes those of {@code unused} that this console made. */
  public void forget(Set<String> unused) {
    for (String name : unused) {
      if (keychain.isPresent() && isOwn(name)) {
        try {
          keychain.get().remove(name);
        } catch (IOException e) {
          LOG.warn("A secret no longer used stays in the keychain: {}", e.getMessage());
        }
      }
    }
  }
}
