package dev.weir.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativePartsTest {
  private static final Instant TIME = Instant.parse("2026-01-02T03:04:06Z");

  private final NativeParts linux = new NativeParts(new Host(Host.Os.LINUX, Host.Cpu.X86_64), TIME);

  @TempDir Path temp;

  @Test
  void knowsItsOwnByTheWordsOfThePath() {
    assertThat(
            List.of(
                "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
                "linux/amd64/libzstd-jni-1.5.7-17.so",
                "redis-server-6.2.6-v5-linux-amd64"))
        .allMatch(NativeParts::isNative)
        .allMatch(linux::isOurs);
    assertThat(
            List.of(
                "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so",
                "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
                "org/xerial/snappy/native/Linux/android-arm/libsnappyjava.so",
                "darwin/x86_64/libzstd-jni-1.5.7-17.dylib",
                "win/amd64/libzstd-jni-1.5.7-17.dll",
                "redis-server-5.0.14.1-windows-amd64.exe"))
        .allMatch(NativeParts::isNative)
        .noneMatch(linux::isOurs);
  }

  @Test
  void leavesOutThoseOfOthersAndMakesTheSameBytesAgain() throws IOException {
    Path jar = jar("linux/amd64/liba.so", "win/amd64/a.dll", "a/A.class");

    linux.copy(jar, temp.resolve("once.jar"));
    linux.copy(jar, temp.resolve("again.jar"));

    assertThat(names(temp.resolve("once.jar"))).containsExactly("linux/amd64/liba.so", "a/A.class");
    assertThat(temp.resolve("once.jar")).hasSameBinaryContentAs(temp.resolve("again.jar"));
  }

  @Test
  void thoseForThisSystemCanBeLaidOut() throws IOException {
    Path jar = jar("org/sqlite/native/linux/x86_64/liba.so", "win/amd64/a.dll", "a/A.class");
    Path folder = Files.createDirectory(temp.resolve("folder"));

    linux.layOut(jar, folder);

    assertThat(folder.resolve("liba.so")).exists();
    assertThat(Folders.files(folder, "")).hasSize(1);
  }

  @Test
  void aJarWithoutNativesOfOthersIsLeftAsItIs() throws IOException {
    Path jar = jar("a/A.class", "META-INF/LICENSE");

    linux.copy(jar, temp.resolve("copy.jar"));

    assertThat(temp.resolve("copy.jar")).hasSameBinaryContentAs(jar);
  }

  @Test
  void aJarWithNoneForThisSystemKeepsAll() throws IOException {
    Path jar = jar("win/amd64/a.dll", "darwin/arm64/liba.dylib");

    linux.copy(jar, temp.resolve("copy.jar"));

    assertThat(temp.resolve("copy.jar")).hasSameBinaryContentAs(jar);
  }

  private Path jar(String... entries) throws IOException {
    Path jar = temp.resolve("in.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        var out = new ZipOutputStream(file)) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entry.length());
        out.closeEntry();
      }
    }
    return jar;
  }

  private static List<String> names(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return zip.stream().<String>map(ZipEntry::getName).toList();
    }
  }
}
