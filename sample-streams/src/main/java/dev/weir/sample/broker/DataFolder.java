package dev.weir.sample.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Temporary folders of the brokers: {@code weir-<what>-<pid of this JVM>-<random>} below the
 * temporary directory. The pid in the name lets a later run remove what a killed one left behind.
 */
final class DataFolder {
  private static final Pattern NAME = Pattern.compile("weir-(kafka|redis)-(\\d+)-.*");

  /** The file in which a Redis server of ours writes its own pid. */
  static final String REDIS_PID_FILE = "redis.pid";

  private DataFolder() {}

  static Path create(String what) {
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    removeLeftovers(parent);
    try {
      return Files.createTempDirectory(
          parent, "weir-" + what + "-" + ProcessHandle.current().pid() + "-");
    } catch (IOException notWritable) {
      throw new BrokerUnavailable(
          "Cannot create a data folder in " + parent + ": " + notWritable + ".",
          "Free some space there, or name a writable folder with -Djava.io.tmpdir=FOLDER.",
          notWritable);
    }
  }

  /** Removes the folder and all in it; files that vanish meanwhile are no error. */
  static void remove(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                Path visited, @org.jspecify.annotations.Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException notRemoved) {
      throw new UncheckedIOException("cannot remove " + folder, notRemoved);
    }
  }

  /**
   * Ends Redis servers and removes folders whose JVM was killed before it could do so itself. Never
   * fails: another process may be doing the same.
   */
  private static void removeLeftovers(Path parent) {
    List<Path> folders;
    try (var children = Files.newDirectoryStream(parent, "weir-*")) {
      folders = java.util.stream.StreamSupport.stream(children.spliterator(), false).toList();
    } catch (IOException | RuntimeException unreadable) {
      return;
    }
    for (Path folder : folders) {
      Matcher name = NAME.matcher(folder.getFileName().toString());
      if (!name.matches() || isAlive(Long.parseLong(name.group(2)))) {
        continue;
      }
      try {
        orphanedRedis(folder).ifPresent(ProcessHandle::destroyForcibly);
        remove(folder);
      } catch (IOException | RuntimeException notOurs) {
        // Somebody else's folder, or somebody else removes it right now.
      }
    }
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The Redis server that still runs on this folder; a recycled pid does not count. */
  private static Optional<ProcessHandle> orphanedRedis(Path folder) throws IOException {
    Path pidFile = folder.resolve(REDIS_PID_FILE);
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readString(pidFile).strip());
    return ProcessHandle.of(pid)
        .filter(
            process ->
                process
                    .info()
                    .command()
                    .map(command -> command.contains("redis") || command.contains("valkey"))
                    .orElse(false));
  }
}
