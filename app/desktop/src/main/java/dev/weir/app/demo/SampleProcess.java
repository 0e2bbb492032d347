package dev.weir.app.demo;

import dev.weir.engine.threads.Threads;
import dev.weir.stream.ConnectorFailure;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The process that runs the sample brokers and the sample platform. It says where they are in one
 * line of JSON, and goes on for as long as its standard input stays open: it cannot outlive the
 * console, however that ends.
 */
public final class SampleProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SampleProcess.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration TIME_TO_END = Duration.ofSeconds(20);
  private static final int LINES_KEPT = 20;

  private final Process process;
  private final Deque<String> lastWords = new ArrayDeque<>();
  private final Addresses addresses;

  /**
   * Where the sample streams are.
   *
   * @param redis empty where there is no Redis; then {@code redisProblem} says why
   */
  public record Addresses(
      String kafka, Optional<RedisAddress> redis, Optional<String> redisProblem) {}

  private SampleProcess(Process process, Consumer<String> told) throws SampleFailure {
    this.process = process;
    Threads.startVirtual("sample-messages", this::keepLastWords);
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    addresses = read(out, told);
    Threads.startVirtual("sample-output", () -> drain(out));
  }

  /**
   * Starts the process and returns when its brokers answer.
   *
   * @param classPath as {@code java -cp} takes it
   * @param arguments for the sample streams
   * @param told takes sentences on what will be created on brokers that are there already
   * @param unwanted when completed while they are still starting, that is given up
   * @throws SampleFailure saying why there are no sample streams, and the remedy
   */
  public static SampleProcess start(
      String classPath,
      List<String> arguments,
      Consumer<String> told,
      CompletableFuture<Boolean> unwanted)
      throws SampleFailure {
    Optional<Path> empty = emptyFolder(classPath);
    if (empty.isPresent()) {
      throw new SampleFailure(
          "The sample streams are not installed: install the package weir-sample-streams, or unpack"
              + " the archive of that name in "
              + empty.get().toAbsolutePath().getParent()
              + ".");
    }
    var command = new ArrayList<String>();
    command.add(java().toString());
    command.addAll(
        List.of(
            "-Xms128m",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    // Empty, but for tests: their brokers live too short for the second compiler.
    Stream.of(System.getProperty("weir.sample.options", "").split(" "))
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath, "dev.weir.sample.SampleStreams"));
    command.addAll(arguments);
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new SampleFailure(
          "The sample streams could not be started: check that "
              + command.getFirst()
              + " can be run.",
          e);
    }
    var starting = new AtomicBoolean(true);
    var _ =
        unwanted.thenRun(
            () -> {
              if (starting.get()) {
                process.destroy();
              }
            });
    try {
      return new SampleProcess(process, told);
    } catch (SampleFailure e) {
      end(process);
      throw e;
    } finally {
      starting.set(false);
    }
  }

  /** All jars of a folder, as {@code java -cp} takes it. */
  public static String allJarsOf(Path folder) {
    return folder + File.separator + "*";
  }

  /** The folder that the class path is all jars of, if there are none. */
  private static Optional<Path> emptyFolder(String classPath) {
    String all = File.separator + "*";
    if (!classPath.endsWith(all)) {
      return Optional.empty();
    }
    Path folder = Path.of(classPath.substring(0, classPath.length() - all.length()));
    String[] jars = folder.toFile().list((_, name) -> name.endsWith(".jar"));
    return jars == null || jars.length == 0 ? Optional.of(folder) : Optional.empty();
  }

  public Addresses addresses() {
    return addresses;
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its last words, if it has ended by itself. */
  public String whyItEnded() {
    return lastSentence();
  }

  /** Closes its input, waits for it to stop its brokers, and makes sure that it has ended. */
  @Override
  public void close() {
    end(process);
  }

  private static void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // It has ended already.
    }
    boolean interrupted = false;
    try {
      if (!process.waitFor(TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException _) {
      interrupted = true;
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Addresses read(BufferedReader out, Consumer<String> told) throws SampleFailure {
    while (true) {
      String line;
      try {
        line = out.readLine();
      } catch (IOException e) {
        throw new SampleFailure("The sample streams ended before they began.", e);
      }
      if (line == null) {
        throw new SampleFailure(lastSentence());
      }
      try {
        JsonNode said = JSON.readTree(line);
        Optional<String> problem = problem(line);
        if (problem.isPresent()) {
          throw said.path("unreachable").asBoolean(false)
              ? new SampleFailure(
                  new ConnectorFailure.Unreachable(
                      said.path("problem").asString(""), said.path("remedy").asString("")))
              : new SampleFailure(problem.get());
        }
        if (said.has("uses")) {
          told.accept(use(said));
          continue;
        }
        return new Addresses(
            said.path("kafka").asString(""),
            text(said, "redis").map(RedisAddress::of),
            text(said, "redis_problem"));
      } catch (JacksonException e) {
        throw new SampleFailure("The sample streams said something else than where they are.", e);
      }
    }
  }

  /** What will be written to on a broker that is there already, by name. */
  private static String use(JsonNode said) {
    String what = said.path("what").asString("");
    var words = new StringBuilder(said.path("uses").asString("")).append(':');
    String creates = names(said.path("creates"));
    String own = names(said.path("own"));
    if (!creates.isEmpty()) {
      words.append(" creating the ").append(what).append(' ').append(creates).append(';');
    }
    if (!own.isEmpty()) {
      words.append(" going on with the ").append(what).append(" of an earlier demo, ").append(own);
      words.append(';');
    }
    return words
        .append(" reading them as groups ")
        .append(names(said.path("groups")))
        .append(". Nothing else there is touched, and these stay when the demo ends.")
        .toString();
  }

  private static String names(JsonNode array) {
    return array.valueStream().map(name -> name.asString("")).collect(Collectors.joining(", "));
  }

  private static Optional<String> problem(String line) {
    try {
      JsonNode said = JSON.readTree(line);
      return said.has("problem")
          ? Optional.of(said.path("problem").asString("") + " " + said.path("remedy").asString(""))
          : Optional.empty();
    } catch (JacksonException _) {
      return Optional.empty();
    }
  }

  private void keep(String line) {
    LOG.warn("Sample streams: {}", line);
    synchronized (lastWords) {
      lastWords.addLast(line);
      if (lastWords.size() > LINES_KEPT) {
        lastWords.removeFirst();
      }
    }
  }

  private static Optional<String> text(JsonNode node, String name) {
    return Optional.of(node.path(name).asString("")).filter(text -> !text.isEmpty());
  }

  /** What the process wrote last before it ended: its own explanation. */
  private String lastSentence() {
    try {
      boolean _ = process.waitFor(2, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    synchronized (lastWords) {
      return lastWords.reversed().stream()
          .filter(line -> !line.isBlank() && !line.startsWith("\t") && !line.startsWith(" "))
          .findFirst()
          .orElse("The sample streams ended without a word: the log may say more.");
    }
  }

  private void keepLastWords() {
    try (var err =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = err.readLine(); line != null; line = err.readLine()) {
        keep(line);
      }
    } catch (IOException _) {
      // It has ended.
    }
  }

  /** Nothing more is expected than why it gives up. */
  private void drain(BufferedReader out) {
    try (out) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        keep(problem(line).orElse(line));
      }
    } catch (IOException _) {
      // It has ended.
    }
  }

  private static Path java() {
    Path bin = Path.of(System.getProperty("java.home", "")).resolve("bin");
    return bin.resolve(File.separatorChar == '\\' ? "java.exe" : "java");
  }
}
