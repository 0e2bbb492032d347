package dev.weir.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sources make the same jars: builds them once more, elsewhere, and compares. */
class ReproducibleIT {
  private static final Path SOURCES = Path.of(System.getProperty("weir.sources", "../.."));
  private static final Set<String> NOT_SOURCES = Set.of("target", ".git");

  @TempDir Path temp;

  @Test
  void theSameSourcesMakeTheSameJars() throws Exception {
    assumeTrue(Tools.find("mvn").isPresent(), "mvn is not on the PATH");
    Path copy = temp.resolve("elsewhere");
    copySources(copy);
    Path said = temp.resolve("mvn.txt");
    Process build =
        new ProcessBuilder("mvn", "-B", "-q", "package", "-Dmaven.test.skip=true")
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = build.waitFor(20, TimeUnit.MINUTES);
    if (!ended) {
      build.destroyForcibly();
    }
    assertThat(ended && build.exitValue() == 0).as(Files.readString(said)).isTrue();

    Map<String, String> first = checksums(SOURCES);
    assertThat(first).as("our jars").hasSizeGreaterThanOrEqualTo(8);
    assertThat(checksums(copy)).isEqualTo(first);
  }

  private static Map<String, String> checksums(Path sources) throws IOException {
    var checksums = new TreeMap<String, String>();
    for (String folder : List.of("lib", "sample")) {
      for (Path jar : Folders.files(sources.resolve("app/target/weir").resolve(folder), ".jar")) {
        String name = jar.getFileName().toString();
        if (name.startsWith("dev.weir.") || name.startsWith("weir-")) {
          checksums.put(name, Checksums.of(jar));
        }
      }
    }
    return checksums;
  }

  private static void copySources(Path to) throws IOException {
    Files.walkFileTree(
        SOURCES,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Path name = folder.getFileName();
            if (name != null && NOT_SOURCES.contains(name.toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(SOURCES.relativize(folder).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(file, to.resolve(SOURCES.relativize(file).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
