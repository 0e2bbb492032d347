package dev.weir.sample.broker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.embedded.core.ExecutableProvider;

/** Where a redis-server program comes from. */
sealed interface RedisExecutable {
  /** How the operator knows it, for messages. */
  String origin();

  /** The program, put into {@code folder} first if it has to be unpacked. */
  Path resolve(Path folder) throws IOException;

  /** A program on this machine. */
  record Installed(String origin, Path program) implements RedisExecutable {
    @Override
    public Path resolve(Path folder) {
      return program;
    }
  }

  /** The Redis 6.2 that embedded-redis carries for this system. */
  record Bundled() implements RedisExecutable {
    @Override
    public String origin() {
      return "the bundled redis-server";
    }

    @Override
    public Path resolve(Path folder) throws IOException {
      File target = folder.toFile();
      return ExecutableProvider.newJarResourceProvider(target).get().toPath();
    }
  }

  /**
   * In the order in which they are tried. A program named by {@code WEIR_REDIS_SERVER} is the only
   * one: whoever names one does not want another.
   */
  static List<RedisExecutable> candidates(Optional<String> named, Optional<String> searchPath) {
    if (named.isPresent() && !named.get().isBlank()) {
      return List.of(
          new Installed("WEIR_REDIS_SERVER (" + named.get() + ")", Path.of(named.get())));
    }
    var found = new ArrayList<RedisExecutable>();
    for (String program : List.of("redis-server", "valkey-server")) {
      onPath(program, searchPath.orElse(""))
          .ifPresent(path -> found.add(new Installed(path.toString(), path)));
    }
    found.add(new Bundled());
    return List.copyOf(found);
  }

  private static Optional<Path> onPath(String program, String searchPath) {
    for (String folder : searchPath.split(File.pathSeparator)) {
      if (folder.isBlank()) {
        continue;
      }
      for (String suffix : List.of("", ".exe")) {
        Path candidate = Path.of(folder, program + suffix);
        if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }
}
