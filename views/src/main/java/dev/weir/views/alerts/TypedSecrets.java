package dev.weir.views.alerts;

import dev.weir.engine.secret.Secret;
import dev.weir.engine.secret.SecretReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Secrets that are typed into a form and go into the keychain when it is saved; the text refers to
 * them. Confined to the FX thread.
 */
final class TypedSecrets {
  /** Names the entry of the keychain that a secret gets. */
  interface Naming {
    String entryFor(String text, String name, List<String> path);
  }

  private final String without;
  private final Naming naming;
  private final Map<String, Secret> typed = new HashMap<>();

  /**
   * @param without why there is no keychain, with the remedy; empty where there is one
   */
  TypedSecrets(String without, Naming naming) {
    this.without = without;
    this.naming = naming;
  }

  /** Of a form that has none. */
  static TypedSecrets none() {
    return new TypedSecrets("Nothing is kept here.", (text, name, path) -> "");
  }

  String without() {
    return without;
  }

  /** Remembers a secret of an item of {@code text}, and says how the text is to refer to it. */
  String refer(String text, String name, List<String> path, String secret) {
    String entry = naming.entryFor(text, name, path);
    typed.put(entry, new Secret(secret));
    return new SecretReference.Stored(entry).text();
  }

  Map<String, Secret> all() {
    return Map.copyOf(typed);
  }

  /** Forgets what was typed. */
  void clear() {
    typed.clear();
  }
}
