package dev.weir.engine.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsReplacedAndNothingIsLeftBesideIt() throws IOException {
    Path file = folder.resolve("new folder").resolve("größe.plan");
    WholeFile.write(file, "one".getBytes(UTF_8));
    WholeFile.write(file, "two".getBytes(UTF_8));
    Path other = file.resolveSibling("other.plan");
    WholeFile.copy(file, other);

    assertThat(file).hasContent("two");
    assertThat(other).hasContent("two");
    assertThat(Files.list(file.getParent())).containsExactlyInAnyOrder(file, other);
  }

  @Test
  void whatCannotBeReadReplacesNothing() throws IOException {
    Path file = folder.resolve("kept.plan");
    WholeFile.write(file, "one".getBytes(UTF_8));

    assertThatThrownBy(() -> WholeFile.copy(folder.resolve("none"), file))
        .isInstanceOf(IOException.class);

    assertThat(file).hasContent("one");
    assertThat(Files.list(folder)).containsExactly(file);
  }
}
