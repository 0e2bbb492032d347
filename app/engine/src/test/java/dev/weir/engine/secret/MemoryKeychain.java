package dev.weir.engine.secret;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A keychain that is forgotten with the test. Thread-safe. */
public final class MemoryKeychain implements Keychain {
  private final Map<String, Secret> secrets = new ConcurrentHashMap<>();
  private volatile boolean isLocked;

  /** What is in it, by name. */
  public Map<String, Secret> secrets() {
    return secrets;
  }

  /** Refuses all from now on, or no more. */
  public void lock(boolean is) {
    isLocked = is;
  }

  @Override
  public String displayName() {
    return "the keyring";
  }

  @Override
  public Optional<Secret> read(String name) throws IOException {
    check();
    return Optional.ofNullable(secrets.get(name));
  }

  @Override
  public void store(String name, Secret secret) throws IOException {
    check();
    secrets.put(name, secret);
  }

  @Override
  public void remove(String name) throws IOException {
    check();
    secrets.remove(name);
  }

  private void check() throws IOException {
    if (isLocked) {
      throw new IOException("the keyring is locked.");
    }
  }
}
