package dev.weir.sample.broker;

import java.io.IOException;
import java.net.BindException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A real redis-server (or valkey-server) as a child process on 127.0.0.1, without persistence. The
 * program is the one named by environment variable {@code WEIR_REDIS_SERVER}, else {@code
 * redis-server} or {@code valkey-server} on the PATH, else Redis 6.2 from embedded-redis.
 *
 * <p>Safe to use from several threads. {@link #close()} and the end of the JVM end the process and
 * remove its folder.
 */
public final class RedisServer implements AutoCloseable {
  private static final long START_SECONDS = 20;

  private final Path folder = DataFolder.create("redis");
  private @Nullable EndOfJvm endOfJvm;
  private final Optional<String> password;
  private final List<String> extraArguments;
  private final IntSupplier freePorts;
  private int port;
  private @Nullable Path program;
  private @Nullable Process process;
  private String version = "";
  private boolean closed;

  private RedisServer(Builder builder) {
    port = builder.port;
    freePorts = builder.freePorts;
    password = builder.password;
    extraArguments = List.copyOf(builder.arguments);
  }

  /** A server on a free port. */
  public static RedisServer start() {
    return builder().start();
  }

  /** The bundled Redis 6.2, whatever else is installed: groups there report no lag. */
  public static RedisServer bundled() {
    return builder().bundled().start();
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Options of a server. */
  public static final class Builder {
    private int port;
    private IntSupplier freePorts = LoopbackPort::free;
    private Optional<String> password = Optional.empty();
    private final List<String> arguments = new ArrayList<>();
    private Optional<List<RedisExecutable>> candidates = Optional.empty();

    private Builder() {}

    /** Listens on exactly this port; without it, on a free one. */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /** Where ports come from that nobody asked for. */
    Builder freePorts(IntSupplier value) {
      freePorts = value;
      return this;
    }

    /** Requires this password of the default user. */
    public Builder password(String value) {
      password = Optional.of(value);
      return this;
    }

    /** Adds arguments of redis-server, such as {@code "--maxmemory", "10mb"}. */
    public Builder arguments(String... values) {
      arguments.addAll(List.of(values));
      return this;
    }

    /** Uses the bundled Redis 6.2 and nothing else. */
    public Builder bundled() {
      candidates = Optional.of(List.of(new RedisExecutable.Bundled()));
      return this;
    }

    /**
     * Starts the server and returns when it answers.
     *
     * @throws BrokerUnavailable when no redis-server can run here
     */
    public RedisServer start() {
      List<RedisExecutable> programs =
          candidates.orElseGet(
              () ->
                  RedisExecutable.candidates(
                      Optional.ofNullable(System.getenv("WEIR_REDIS_SERVER")),
                      Optional.ofNullable(System.getenv("PATH"))));
      var server = new RedisServer(this);
      server.endOfJvm = EndOfJvm.closes(server, "redis-server");
      try {
        server.startFirst(programs);
      } catch (RuntimeException notStarted) {
        server.close();
        throw notStarted;
      }
      return server;
    }
  }

  public synchronized int port() {
    return port;
  }

  /** {@code redis://127.0.0.1:port}, with the password in it if there is one. */
  public synchronized String url() {
    String user = password.map(word -> ":" + encoded(word) + "@").orElse("");
    return "redis://" + user + "127.0.0.1:" + port;
  }

  /** The server's version, e.g. {@code 7.0.15}; of Valkey the Redis version it stands for. */
  public synchronized String version() {
    return version;
  }

  /** Whether the version is at least {@code major.minor}. */
  public boolean isAtLeast(int major, int minor) {
    String[] parts = version().split("\\.");
    int actualMajor = Integer.parseInt(parts[0]);
    return actualMajor > major || (actualMajor == major && Integer.parseInt(parts[1]) >= minor);
  }

  /** Ends the process at once, as {@code kill -9} does; its data is gone. */
  public synchronized void kill() {
    Process running = process;
    process = null;
    if (running != null) {
      ProcessEnd.now(running);
    }
  }

  /** Kills the server if it runs, and starts it empty on the same port. */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("the Redis server on port " + port + " is closed");
    }
    kill();
    Path known = program;
    if (known == null) {
      throw new IllegalStateException("the Redis server never ran");
    }
    run(known, known.toString());
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    kill();
    DataFolder.remove(folder);
    if (endOfJvm != null) {
      endOfJvm.isNoMatter();
    }
  }

  private synchronized void startFirst(List<RedisExecutable> programs) {
    ServerLogging.quiet();
    var failures = new ArrayList<String>();
    for (RedisExecutable candidate : programs) {
      try {
        Path resolved = candidate.resolve(folder);
        startOnSomePort(resolved, candidate.origin());
        program = resolved;
        return;
      } catch (IOException | BrokerUnavailable notThisOne) {
        failures.add(candidate.origin() + ": " + reason(notThisOne));
      } catch (RuntimeException noBundleForThisSystem) {
        failures.add(candidate.origin() + ": " + noBundleForThisSystem.getMessage());
      }
    }
    throw new BrokerUnavailable(
        "No redis-server can run here (" + String.join("; ", failures) + ").",
        "Install Redis 7 or Valkey, or name the program with WEIR_REDIS_SERVER.");
  }

  private static String reason(Exception failure) {
    return failure instanceof BrokerUnavailable unavailable
        ? unavailable.problem()
        : String.valueOf(failure.getMessage());
  }

  private void startOnSomePort(Path resolved, String origin) {
    if (port > 0) {
      if (!LoopbackPort.isFreeSoon(port)) {
        throw new BrokerUnavailable(
            "Port " + port + " on 127.0.0.1 is in use.",
            "End the program that listens there, or choose another port.");
      }
      run(resolved, origin);
      return;
    }
    for (int attempt = 1; ; attempt++) {
      port = freePorts.getAsInt();
      try {
        run(resolved, origin);
        return;
      } catch (BrokerUnavailable refused) {
        port = 0;
        if (attempt == LoopbackPort.ATTEMPTS || !LoopbackPort.isTaken(refused)) {
          throw refused;
        }
      }
    }
  }

  private void run(Path resolved, String origin) {
    var command =
        new ArrayList<>(
            List.of(
                resolved.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--daemonize",
                "no",
                "--dir",
                folder.toString(),
                "--pidfile",
                folder.resolve(DataFolder.REDIS_PID_FILE).toString()));
    password.ifPresent(word -> command.addAll(List.of("--requirepass", word)));
    command.addAll(extraArguments);
    Path output = folder.resolve("redis.log");
    Process starting;
    try {
      starting =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException notRunnable) {
      throw new BrokerUnavailable(
          origin + " does not run: " + notRunnable.getMessage() + ".",
          "Install Redis 7 or Valkey, or name the program with WEIR_REDIS_SERVER.",
          notRunnable);
    }
    process = starting;
    try {
      awaitAnswer(starting, origin, output);
    } catch (RuntimeException noAnswer) {
      kill();
      throw noAnswer;
    }
  }

  private void awaitAnswer(Process starting, String origin, Path output) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      if (!starting.isAlive()) {
        throw new BrokerUnavailable(
            origin + " ended at once (" + lastLine(output) + ").",
            "Install Redis 7 or Valkey, or name the program with WEIR_REDIS_SERVER.",
            whyItEnded(output));
      }
      try (Jedis client = new Jedis(new HostAndPort("127.0.0.1", port), clientConfig())) {
        version = versionIn(client.info("server"));
        return;
      } catch (JedisException notYet) {
        if (System.nanoTime() > deadline) {
          throw new BrokerUnavailable(
              origin + " did not answer on port " + port + " (" + lastLine(output) + ").",
              "Try another redis-server with WEIR_REDIS_SERVER.",
              notYet);
        }
      }
      try {
        var _ = starting.waitFor(10, TimeUnit.MILLISECONDS);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
        throw new BrokerUnavailable(
            "Interrupted while starting " + origin + ".", "Start again.", stop);
      }
    }
  }

  private DefaultJedisClientConfig clientConfig() {
    var config = DefaultJedisClientConfig.builder().timeoutMillis(2_000);
    password.ifPresent(config::password);
    return config.build();
  }

  /** Percent-encoded for the user part of an address, where a plus sign is no space. */
  private static String encoded(String word) {
    return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String versionIn(String info) {
    return info.lines()
        .filter(line -> line.startsWith("redis_version:"))
        .map(line -> line.substring("redis_version:".length()).strip())
        .findFirst()
        .orElse("0.0.0");
  }

  private static String lastLine(Path output) {
    List<String> lines = lines(output);
    return lines.isEmpty() ? "no output" : lines.getLast().strip();
  }

  /** A {@link BindException} where the server says that it cannot listen. */
  private static IOException whyItEnded(Path output) {
    return lines(output).stream()
        .filter(line -> line.contains("TCP listening socket"))
        .findFirst()
        .<IOException>map(line -> new BindException(line.strip()))
        .orElseGet(() -> new IOException(lastLine(output)));
  }

  private static List<String> lines(Path output) {
    try {
      return Files.readAllLines(output, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
