package dev.weir.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real keyring, on a session bus of its own, where both are installed. */
class GnomeKeyringTest {
  private static final List<String> NEEDED =
      List.of("dbus-daemon", "dbus-send", "gnome-keyring-daemon", "secret-tool");
  private static final String LOGIN = "/org/freedesktop/secrets/collection/login";
  private static final Secret PASSWORD = new Secret("pa$s \"wörd\" 'x' \\ `id`\nsecond line\n");

  @TempDir Path home;

  private final List<Process> running = new ArrayList<>();
  private String bus = "";
  private Keychain keyring = new MemoryKeychain();

  @BeforeEach
  void unlock() throws Exception {
    List<String> missing = NEEDED.stream().filter(name -> !isInstalled(name)).toList();
    assumeTrue(missing.isEmpty(), () -> "not installed: " + String.join(", ", missing));
    Path session = home.resolve("session.conf");
    Files.writeString(
        session,
        """
        <busconfig>
          <type>session</type>
          <listen>unix:dir=%s</listen>
          <policy context="default">
            <allow send_destination="*" eavesdrop="true"/>
            <allow eavesdrop="true"/>
            <allow own="*"/>
          </policy>
        </busconfig>
        """
            .formatted(home));
    Process daemon =
        start("dbus-daemon", "--nofork", "--print-address", "--config-file=" + session);
    bus =
        new BufferedReader(new InputStreamReader(daemon.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    Process unlocking =
        start("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets");
    try (var password = unlocking.getOutputStream()) {
      password.write("of the keyring".getBytes(StandardCharsets.UTF_8));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(ask("ReadAlias", "string:default"))
                    .as("the keyring that is used unless another is named")
                    .contains(LOGIN));
    Path secretTool = home.resolve("secret-tool");
    Files.writeString(
        secretTool,
        "#!/bin/sh\nexport DBUS_SESSION_BUS_ADDRESS='%s'\nexec %s \"$@\"\n"
            .formatted(bus, find("secret-tool")));
    assertThat(secretTool.toFile().setExecutable(true)).isTrue();
    keyring =
        Keychains.find(Map.of("PATH", home.toString(), "DBUS_SESSION_BUS_ADDRESS", bus), "Linux")
            .orElseThrow();
  }

  @AfterEach
  void end() {
    running.reversed().forEach(Process::destroyForcibly);
  }

  @Test
  void keepsSecretsAsTheyAre() throws IOException {
    assertThat(keyring.read("prod/password")).isEmpty();
    keyring.store("prod/password", new Secret("first"));
    keyring.store("prod/password", PASSWORD);
    keyring.store("prod 2/password", new Secret(""));
    assertThat(keyring.read("prod/password")).contains(PASSWORD);
    assertThat(keyring.read("prod 2/password")).contains(new Secret(""));
    keyring.remove("prod/password");
    keyring.remove("prod/password");
    assertThat(keyring.read("prod/password")).isEmpty();
  }

  @Test
  void whatIsLockedIsNotTakenForMissing() throws Exception {
    keyring.store("prod/password", PASSWORD);
    assertThat(ask("Lock", "array:objpath:" + LOGIN)).as("what was locked").contains(LOGIN);
    assertThatThrownBy(() -> keyring.read("prod/password"))
        .as("nobody is there to unlock it")
        .isInstanceOf(IOException.class)
        .hasMessageContaining("locked");
    assertThatThrownBy(() -> keyring.remove("prod/password")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> keyring.store("prod/password", PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("second line");
    assertThat(keyring.read("staging/password")).as("never kept").isEmpty();
  }

  /** What the secret service answers; empty where it does not. */
  private String ask(String question, String argument) throws Exception {
    Process asking =
        start(
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service." + question,
            argument);
    String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return asking.waitFor() == 0 ? answer : "";
  }

  private Process start(String... command) throws IOException {
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(home.resolve("errors").toFile()));
    Map<String, String> env = builder.environment();
    env.put("HOME", home.toString());
    env.put("XDG_RUNTIME_DIR", home.toString());
    env.put("DBUS_SESSION_BUS_ADDRESS", bus);
    env.remove("DISPLAY");
    env.remove("WAYLAND_DISPLAY");
    env.keySet().removeIf(name -> name.startsWith("XDG_") && !name.equals("XDG_RUNTIME_DIR"));
    Process process = builder.start();
    running.add(process);
    return process;
  }

  private static boolean isInstalled(String name) {
    return !find(name).isEmpty();
  }

  private static String find(String name) {
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse("");
  }
}
