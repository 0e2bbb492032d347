package dev.weir.engine.secret;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the system's keychain. */
public final class Keychains {
  private Keychains() {}

  /**
   * The keychain of this system and session, if there is one that Weir can use: on Linux a desktop
   * session with {@code secret-tool}, on macOS {@code security}. Windows has none that can be used
   * without native code; there, secrets are asked for at each start. Looks at files only; whether
   * the keychain answers shows when it is asked.
   *
   * @param osName as the system property {@code os.name} says
   */
  public static Optional<Keychain> find(Map<String, String> env, String osName) {
    String os = osName.toLowerCase(Locale.ROOT);
    if (os.startsWith("mac")) {
      return executable(env, "security").map(MacKeychain::new);
    }
    // The secret service is reached over the session's bus, which a remote shell does not have.
    if (os.startsWith("linux") && !env.getOrDefault("DBUS_SESSION_BUS_ADDRESS", "").isBlank()) {
      return executable(env, "secret-tool").map(SecretTool::new);
    }
    return Optional.empty();
  }

  /** What to do where {@link #find} finds none, as sentences for the user. */
  public static String remedy(String osName) {
    return osName.toLowerCase(Locale.ROOT).startsWith("linux")
        ? "There is no keychain here: it takes a desktop session and the program secret-tool"
            + " (package libsecret-tools). Or name a variable of the environment, or a file."
        : "There is no keychain here that Weir can use. Name a variable of the environment, or a"
            + " file.";
  }

  private static Optional<Path> executable(Map<String, String> env, String name) {
    for (String folder : env.getOrDefault("PATH", "").split(File.pathSeparator)) {
      try {
        Path file = Path.of(folder).resolve(name);
        if (!folder.isBlank() && Files.isExecutable(file) && Files.isRegularFile(file)) {
          return Optional.of(file);
        }
      } catch (InvalidPathException _) {
        // Not a folder then.
      }
    }
    return Optional.empty();
  }
}
