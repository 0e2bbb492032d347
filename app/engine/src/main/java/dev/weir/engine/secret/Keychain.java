package dev.weir.engine.secret;

import java.io.IOException;
import java.util.Optional;

/** The system's store of secrets. Methods block, as the system may ask the user to unlock it. */
public interface Keychain {
  /** In words: "the GNOME keyring", "the macOS keychain". */
  String displayName();

  /**
   * Empty if there is no such secret.
   *
   * @throws IOException if the keychain cannot be asked; the message says why and what to do
   */
  Optional<Secret> read(String name) throws IOException;

  /** Stores or replaces a secret. */
  void store(String name, Secret secret) throws IOException;

  /** Removes a secret; nothing happens if there is none. */
  void remove(String name) throws IOException;
}
