package dev.weir.engine.secret;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/**
 * The login keychain of macOS, through {@code security}. Secrets are stored in base64, as the tool
 * prints text that is not ASCII in a way that cannot be told from text.
 */
final class MacKeychain implements Keychain {
  private static final String SERVICE = "weir";

  /** errSecItemNotFound, as the tool's exit code. */
  private static final int NOT_FOUND = 44;

  private final Program program;

  MacKeychain(Path executable) {
    program = new Program(executable);
  }

  @Override
  public String displayName() {
    return "the macOS keychain";
  }

  @Override
  public Optional<Secret> read(String name) throws IOException {
    Program.Result result =
        program.run("", "find-generic-password", "-s", SERVICE, "-a", name, "-w");
    if (result.exitCode() == NOT_FOUND) {
      return Optional.empty();
    }
    if (result.exitCode() != 0) {
      throw unavailable();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(result.output().strip());
      return Optional.of(new Secret(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the entry " + name + " of the macOS keychain was not made by Weir.", e);
    }
  }

  @Override
  public void store(String name, Secret secret) throws IOException {
    String base64 =
        Base64.getEncoder().encodeToString(secret.reveal().getBytes(StandardCharsets.UTF_8));
    // Commands are read from standard input, so that the secret is no argument of a process.
    program.run(
        "add-generic-password -U -s "
            + SERVICE
            + " -a "
            + quoted(name)
            + " -w "
            + quoted(base64)
            + "\n",
        "-i");
    // In this mode the exit code says nothing.
    if (!read(name).equals(Optional.of(secret))) {
      throw unavailable();
    }
  }

  @Override
  public void remove(String name) throws IOException {
    Program.Result result = program.run("", "delete-generic-password", "-s", SERVICE, "-a", name);
    if (result.exitCode() != 0 && result.exitCode() != NOT_FOUND) {
      throw unavailable();
    }
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static IOException unavailable() {
    return new IOException("the macOS keychain does not answer or is locked.");
  }
}
