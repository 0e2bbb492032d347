package dev.weir.engine.secret;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The desktop's secret service on Linux, through libsecret's {@code secret-tool}. */
final class SecretTool implements Keychain {
  private static final String APPLICATION = "weir";

  private final Program program;

  SecretTool(Path executable) {
    program = new Program(executable);
  }

  @Override
  public String displayName() {
    return "the desktop's keyring";
  }

  @Override
  public Optional<Secret> read(String name) throws IOException {
    Program.Result result = program.run("", "lookup", "application", APPLICATION, "name", name);
    if (result.exitCode() == 0) {
      return Optional.of(new Secret(result.output()));
    }
    if (!result.errors().isEmpty() || isKept(name)) {
      throw unavailable();
    }
    return Optional.empty();
  }

  /**
   * Whether there is such a secret. The program ends with 1 and says nothing where there is none,
   * but also where the keyring is locked and nobody unlocked it; what is locked can still be
   * searched.
   */
  private boolean isKept(String name) throws IOException {
    return !program.run("", "search", "application", APPLICATION, "name", name).output().isBlank();
  }

  @Override
  public void store(String name, Secret secret) throws IOException {
    Program.Result result =
        program.run(
            secret.reveal(),
            "store",
            "--label=Weir: " + name,
            "application",
            APPLICATION,
            "name",
            name);
    if (result.exitCode() != 0) {
      throw unavailable();
    }
  }

  @Override
  public void remove(String name) throws IOException {
    Program.Result result = program.run("", "clear", "application", APPLICATION, "name", name);
    if (result.exitCode() != 0 && (!result.errors().isEmpty() || isKept(name))) {
      throw unavailable();
    }
  }

  private IOException unavailable() {
    return new IOException("the desktop's keyring does not answer or is locked.");
  }
}
