package dev.weir.engine.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;

/** Puts secrets in the place of references, at the moment they are needed. Thread-safe. */
public final class SecretResolver {
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final Map<String, String> env;
  private final Path home;
  private final Optional<Keychain> keychain;

  /**
   * @param env the environment references are looked up in
   * @param home what {@code ~} in a file reference means
   */
  public SecretResolver(Map<String, String> env, Path home, Optional<Keychain> keychain) {
    this.env = Map.copyOf(env);
    this.home = home;
    this.keychain = keychain;
  }

  /** The system's keychain, where there is one. */
  public Optional<Keychain> keychain() {
    return keychain;
  }

  /**
   * Replaces every reference in {@code value}. Blocks, as the keychain may ask the user.
   *
   * @param property whose value it is, for messages
   * @param answer what the user typed: for {@code ${ask}}, and for what is not where it should be
   * @throws MissingSecretException if one is not where its reference says
   */
  public String resolve(String property, String value, Optional<Secret> answer)
      throws MissingSecretException {
    Matcher matcher = SecretReference.Syntax.REFERENCE.matcher(value);
    var resolved = new StringBuilder();
    int end = 0;
    while (matcher.find()) {
      String secret = lookUpOrAnswer(property, SecretReference.Syntax.of(matcher), answer).reveal();
      boolean isQuoted = matcher.start() > 0 && value.charAt(matcher.start() - 1) == '"';
      resolved.append(value, end, matcher.start());
      // Inside quotes, as in a JAAS configuration, a quote in the secret would end the value.
      resolved.append(isQuoted ? secret.replace("\\", "\\\\").replace("\"", "\\\"") : secret);
      end = matcher.end();
    }
    return resolved.append(value, end, value.length()).toString();
  }

  private Secret lookUpOrAnswer(String property, SecretReference reference, Optional<Secret> answer)
      throws MissingSecretException {
    try {
      return lookUp(property, reference);
    } catch (MissingSecretException e) {
      return answer.orElseThrow(() -> e);
    }
  }

  private Secret lookUp(String property, SecretReference reference) throws MissingSecretException {
    return switch (reference) {
      case SecretReference.Env(var name) -> {
        String value = env.get(name);
        if (value == null) {
          throw new MissingSecretException(
              property + " refers to the environment variable " + name + ", which is not set.",
              "Set it before starting Weir.");
        }
        yield new Secret(value);
      }
      case SecretReference.File(var path) -> file(property, path);
      case SecretReference.Stored(var name) -> stored(property, name);
      case SecretReference.Ask() ->
          throw new MissingSecretException(
              property + " is asked for at each start.", "Type it to connect.");
    };
  }

  private Secret file(String property, String path) throws MissingSecretException {
    try {
      Path file = path.startsWith("~/") ? home.resolve(path.substring(2)) : Path.of(path);
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new MissingSecretException(
            property + " refers to the file " + path + ", which is too large for a secret.",
            "Name a file that holds the secret and nothing else.");
      }
      String text = Files.readString(file);
      int end = text.length();
      end -= end > 0 && text.charAt(end - 1) == '\n' ? 1 : 0;
      end -= end > 0 && text.charAt(end - 1) == '\r' ? 1 : 0;
      return new Secret(text.substring(0, end));
    } catch (IOException | InvalidPathException _) {
      throw new MissingSecretException(
          property + " refers to the file " + path + ", which cannot be read.",
          "Check the path and its permissions.");
    }
  }

  private Secret stored(String property, String name) throws MissingSecretException {
    if (keychain.isEmpty()) {
      throw new MissingSecretException(
          property + " is kept in a keychain, and this system has none that Weir can use.",
          "Edit the connection and type the secret, or refer to a variable or a file.");
    }
    try {
      return keychain
          .get()
          .read(name)
          .orElseThrow(
              () ->
                  new MissingSecretException(
                      property + " is not in " + keychain.get().displayName() + " any more.",
                      "Edit the connection and type the secret again."));
    } catch (IOException e) {
      throw new MissingSecretException(
          property + " could not be read: " + e.getMessage(), "Unlock the keychain and try again.");
    }
  }
}
