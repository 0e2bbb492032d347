package dev.weir.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.broker.Providers;
import dev.weir.engine.secret.SecretResolver;
import dev.weir.engine.settings.UserFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console whose own files are of no use goes on, and says so where the window shows it. */
class CorruptFilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path home;

  @Test
  void eachFileThatIsOfNoUseIsNamedAndNoneIsLost() throws IOException {
    UserFolders folders = UserFolders.in(home);
    List<Path> files =
        List.of(folders.settingsFile(), folders.connectionsFile(), folders.historyFile());
    for (Path file : files) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "{ this is neither JSON nor a database ".repeat(60));
    }
    try (var wiring =
        new Wiring(
            folders,
            Providers.onClassPath(),
            new SecretResolver(Map.of(), home, Optional.empty()),
            InstantSource.system())) {
      wiring.engine().start();
      await("every file is named")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                List<String> notices = wiring.engine().notices().latest().value();
                for (Path file : files) {
                  assertThat(notices)
                      .as("what the window is told")
                      .anySatisfy(
                          notice ->
                              assertThat(notice)
                                  .contains(file.toString())
                                  .containsPattern("It is kept as|keeps it beside"));
                }
              });
    }
  }
}
