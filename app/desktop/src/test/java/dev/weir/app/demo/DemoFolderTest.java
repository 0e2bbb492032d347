package dev.weir.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
  @TempDir Path temp;

  @Test
  void goesWithAllThatIsInIt() throws Exception {
    Path path;
    try (var folder = DemoFolder.create(temp)) {
      path = folder.path();
      Files.writeString(Files.createDirectories(path.resolve("a/b")).resolve("c"), "settings");
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void removesWhatKilledDemosLeftAndNothingElse() throws Exception {
    Process ended =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(temp.resolve("version.txt").toFile())
            .start();
    ended.waitFor();
    Path killed = Files.createDirectory(temp.resolve("weir-demo-" + ended.pid() + "-1"));
    Files.writeString(killed.resolve("history.db"), "rows");
    Path running =
        Files.createDirectory(temp.resolve("weir-demo-" + ProcessHandle.current().pid() + "-1"));
    Path another = Files.createDirectory(temp.resolve("weir-demonstration"));

    try (var _ = DemoFolder.create(temp)) {
      assertThat(killed).doesNotExist();
      assertThat(running).exists();
      assertThat(another).exists();
    }
  }
}
