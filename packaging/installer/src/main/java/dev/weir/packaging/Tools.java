package dev.weir.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of the system and of the JDK. */
final class Tools {
  private final Path log;

  /** What the programs say goes to {@code log}; it is shown when one fails. */
  Tools(Path log) {
    this.log = log;
  }

  /** A program on the PATH. */
  static Optional<Path> find(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** A program of the JDK this runs on. */
  static String jdk(String name) {
    Path bin = Path.of(System.getProperty("java.home", "")).resolve("bin");
    Path program = bin.resolve(File.separatorChar == '\\' ? name + ".exe" : name);
    if (!Files.isExecutable(program)) {
      throw new PackagingProblem(
          bin + " has no " + name + ": build with a whole JDK 25, not a runtime.");
    }
    return program.toString();
  }

  /** Runs a program to its end. */
  void run(Duration atMost, Map<String, String> env, List<String> command)
      throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(env);
    Process process = builder.start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    if (!ended || process.exitValue() != 0) {
      throw new PackagingProblem(
          Path.of(command.getFirst()).getFileName()
              + (ended ? " ended with code " + process.exitValue() : " did not end")
              + ": its last words are below and in "
              + log
              + ".\n"
              + lastWords());
    }
  }

  void run(List<String> command) throws IOException, InterruptedException {
    run(Duration.ofMinutes(15), Map.of(), command);
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }
}
