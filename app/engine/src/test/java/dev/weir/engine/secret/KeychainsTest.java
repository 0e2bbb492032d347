package dev.weir.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With scripts in the place of the systems' programs, which behave as their manuals say. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the stand-ins are shell scripts")
class KeychainsTest {
  private static final Secret PASSWORD = new Secret("pa$s \"wörd\" 'x' \\ `id`\nsecond line");

  @TempDir Path folder;

  @BeforeEach
  void makeStandIns() throws IOException {
    // A file per name; every command's arguments go to a log.
    script(
        "secret-tool",
        """
        echo "$@" >> "$store/arguments"
        command=$1
        for last; do :; done
        file="$store/$(printf %s "$last" | tr '/ ' '__')"
        if [ -f "$store/locked" ]; then
          case $command in
            store) echo "Cannot create an item in a locked collection" >&2; exit 1 ;;
            lookup | clear) exit 1 ;;
          esac
        fi
        case $command in
          store) cat > "$file" ;;
          lookup) [ -f "$file" ] || exit 1; cat "$file" ;;
          clear) [ -f "$file" ] || exit 1; rm "$file" ;;
          search) [ -f "$file" ] && echo "[/1]" && echo "attribute.name = $last" ;;
        esac
        exit 0
        """);
    script(
        "security",
        """
        echo "$@" >> "$store/arguments"
        case $1 in
          -i)
            read -r command
            eval "set -- $command"
            [ "$1" = add-generic-password ] || exit 2
            printf '%s\\n' "$8" > "$store/$(printf %s "$6" | tr '/ ' '__')" ;;
          find-generic-password)
            file="$store/$(printf %s "$5" | tr '/ ' '__')"
            [ -f "$file" ] || exit 44
            cat "$file" ;;
          delete-generic-password)
            rm "$store/$(printf %s "$5" | tr '/ ' '__')" 2>/dev/null || exit 44 ;;
        esac
        """);
  }

  private void script(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\nstore='" + folder + "'\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Keychain find(String osName) {
    return Keychains.find(
            Map.of("PATH", "/nowhere:" + folder, "DBUS_SESSION_BUS_ADDRESS", "unix:path=/x"),
            osName)
        .orElseThrow();
  }

  private void keepsSecrets(Keychain keychain) throws IOException {
    assertThat(keychain.read("prod/password")).isEmpty();
    keychain.store("prod/password", new Secret("first"));
    keychain.store("prod/password", PASSWORD);
    keychain.store("prod 2/password", new Secret("other"));
    assertThat(keychain.read("prod/password")).contains(PASSWORD);
    assertThat(keychain.read("prod 2/password")).contains(new Secret("other"));
    keychain.remove("prod/password");
    keychain.remove("prod/password");
    assertThat(keychain.read("prod/password")).isEmpty();
    assertThat(Files.readString(folder.resolve("arguments")))
        .as("arguments of a process are seen by every user of the system")
        .contains("prod/password")
        .doesNotContain("first")
        .doesNotContain("second line");
  }

  @Test
  void theKeyringOfALinuxDesktop() throws IOException {
    keepsSecrets(find("Linux"));
  }

  @Test
  void theKeychainOfMacOs() throws IOException {
    keepsSecrets(find("Mac OS X"));
  }

  @Test
  void aLockedKeyringIsNotAnEmptyOne() throws IOException {
    Keychain keychain = find("Linux");
    keychain.store("prod/password", PASSWORD);
    Files.writeString(folder.resolve("locked"), "");
    assertThat(keychain.read("staging/password")).as("never kept").isEmpty();
    keychain.remove("staging/password");
    assertThatThrownBy(() -> keychain.read("prod/password"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("locked");
    assertThatThrownBy(() -> keychain.store("prod/password", PASSWORD))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("second line");
    assertThatThrownBy(() -> keychain.remove("prod/password")).isInstanceOf(IOException.class);
  }

  @Test
  void withoutADesktopSessionOrTheProgramThereIsNone() {
    String path = folder.toString();
    assertThat(Keychains.find(Map.of("PATH", path), "Linux")).isEmpty();
    assertThat(
            Keychains.find(
                Map.of("PATH", "/nowhere", "DBUS_SESSION_BUS_ADDRESS", "unix:path=/x"), "Linux"))
        .isEmpty();
    assertThat(Keychains.find(Map.of("PATH", path), "Windows 11")).isEmpty();
    assertThat(Keychains.find(Map.of(), "Mac OS X")).isEmpty();
  }
}
