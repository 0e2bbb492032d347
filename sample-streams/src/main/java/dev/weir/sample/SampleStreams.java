package dev.weir.sample;

import dev.weir.sample.broker.BrokerUnavailable;
import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.sample.platform.KafkaUse;
import dev.weir.sample.platform.SamplePlatform;
import dev.weir.sample.service.RedisUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * The sample streams as a program of its own: starts the brokers and the platform, prints one line
 * of JSON when events flow, or {@code {"problem": …, "remedy": …}} and exits with 2, or with 3 and
 * {@code "unreachable": true} where a broker that was named does not answer. Where it uses brokers
 * that are there already, a line before it says what will be created on each: {@code {"uses": …,
 * "what": …, "creates": […], "own": […], "groups": […]}}.
 *
 * <p>Then it obeys lines on standard input, {@code scene NAME} and {@code rate N}, and ends when
 * that input ends: whoever started it is gone then. It leaves no process and no data behind.
 */
public final class SampleStreams implements AutoCloseable {
  private static final long LEAST_ROOM_TO_START_BYTES = 400L << 20;
  private static final long LEAST_ROOM_TO_GO_ON_BYTES = 64L << 20;
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
  private static final Duration MOST_FOR_CLOSING = Duration.ofSeconds(10);

  private static final int NOT_STARTED = 2;
  private static final int UNREACHABLE = 3;

  private final Arguments arguments;
  private Optional<KafkaBroker> kafka = Optional.empty();
  private Optional<RedisServer> redis = Optional.empty();
  private Optional<SamplePlatform> platform = Optional.empty();
  private Optional<String> redisProblem = Optional.empty();

  private SampleStreams(Arguments arguments) {
    this.arguments = arguments;
  }

  /** The program. Arguments: see {@code Arguments}. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    Thread.currentThread().setName("sample-streams");
    SampleStreams streams;
    try {
      streams = new SampleStreams(Arguments.parse(arguments));
    } catch (BrokerUnavailable wrongArgument) {
      fail(out, wrongArgument.problem(), wrongArgument.remedy());
      return;
    }
    var hook = new Thread(streams::close, "sample-streams-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      streams.start(out);
      out.println(streams.ready());
      out.flush();
      streams.watch(out);
      streams.obey();
    } catch (BrokerUnavailable unavailable) {
      fail(out, unavailable.problem(), unavailable.remedy());
    } catch (KafkaException refused) {
      String where = "Kafka at " + streams.arguments.kafka().orElse("127.0.0.1");
      if (refused instanceof TimeoutException) {
        failUnreachable(out, where + " does not answer.", "Check the address, and that it runs.");
      }
      fail(
          out,
          where + " refuses: " + refused.getMessage() + ".",
          "Check the address, and that this user may create topics there.");
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    streams.close();
    System.exit(0);
  }

  private void start(PrintStream out) throws InterruptedException {
    if (arguments.kafka().isEmpty()) {
      requireRoom(LEAST_ROOM_TO_START_BYTES);
    }
    CompletableFuture<RedisServer> startingRedis =
        arguments.redis().isPresent()
            ? new CompletableFuture<>()
            : CompletableFuture.supplyAsync(RedisServer::start);
    try {
      if (arguments.kafka().isEmpty()) {
        KafkaBroker own = KafkaBroker.start();
        synchronized (this) {
          kafka = Optional.of(own);
        }
      }
    } finally {
      if (arguments.redis().isEmpty()) {
        awaitRedis(startingRedis);
      }
    }
    if (arguments.kafka().isPresent()) {
      announceTopics(out, arguments.kafka().get());
    }
    if (arguments.redis().isPresent()) {
      announceKeys(out, arguments.redis().get());
    }
    SamplePlatform started =
        SamplePlatform.start(
            bootstrapServers(), redisUrl(), arguments.options(), InstantSource.system());
    synchronized (this) {
      platform = Optional.of(started);
    }
  }

  /** Says what will be created on somebody's cluster, before it is. */
  private static void announceTopics(PrintStream out, String kafka) throws InterruptedException {
    KafkaUse use = SamplePlatform.useOf(kafka);
    String where = "Kafka at " + kafka;
    requireOwn(where, "topics", use.foreign());
    requireOwn(where, "consumer groups", use.foreignGroups());
    announce(out, where, "topics", use.missing(), use.own(), KafkaUse.GROUPS);
  }

  private static void announceKeys(PrintStream out, String redisUrl) {
    String where = "Redis at " + RedisUrl.withoutSecret(redisUrl);
    RedisUse use;
    try {
      use = RedisUse.of(redisUrl);
    } catch (JedisConnectionException silent) {
      failUnreachable(out, where + " does not answer.", "Check the address, and that it runs.");
      throw silent;
    } catch (JedisException refused) {
      throw new BrokerUnavailable(
          where + " refuses: " + refused.getMessage() + ".",
          "Check user and password in the address.",
          refused);
    }
    requireOwn(where, "keys", use.foreign());
    announce(out, where, "streams", use.missing(), use.own(), RedisUse.GROUPS);
  }

  /** Other people's data are not to be mixed with samples. */
  private static void requireOwn(String where, String what, List<String> foreign) {
    if (!foreign.isEmpty()) {
      throw new BrokerUnavailable(
          where
              + " has "
              + what
              + " of the same names as the sample streams' own, made by others: "
              + String.join(", ", foreign)
              + ".",
          "Name another one, or remove them; nothing was written.");
    }
  }

  private static void announce(
      PrintStream out,
      String where,
      String what,
      List<String> missing,
      List<String> own,
      List<String> groups) {
    out.println(
        new Report()
            .text("uses", where)
            .text("what", what)
            .texts("creates", missing)
            .texts("own", own)
            .texts("groups", groups)
            .line());
    out.flush();
  }

  private void awaitRedis(CompletableFuture<RedisServer> starting) {
    try {
      RedisServer started = starting.join();
      synchronized (this) {
        redis = Optional.of(started);
      }
    } catch (CompletionException failed) {
      redisProblem =
          Optional.of(
              failed.getCause() instanceof BrokerUnavailable unavailable
                  ? unavailable.problem() + " " + unavailable.remedy()
                  : String.valueOf(failed.getCause()));
    }
  }

  private String bootstrapServers() {
    return arguments
        .kafka()
        .or(() -> kafka.map(KafkaBroker::bootstrapServers))
        .orElseThrow(() -> new IllegalStateException("no broker"));
  }

  private Optional<String> redisUrl() {
    return arguments.redis().or(() -> redis.map(RedisServer::url));
  }

  private String ready() {
    var report = new Report().text("kafka", bootstrapServers());
    redisUrl().ifPresentOrElse(url -> report.text("redis", url), () -> report.nothing("redis"));
    redis.ifPresentOrElse(
        server -> report.text("redis_version", server.version()),
        () -> report.nothing("redis_version"));
    redisProblem.ifPresent(problem -> report.text("redis_problem", problem));
    kafka.ifPresentOrElse(
        own -> report.text("kafka_version", KafkaBroker.VERSION),
        () -> report.nothing("kafka_version"));
    return report
        .text("scene", arguments.options().scene().sceneName())
        .number("rate", arguments.options().rate())
        .number("seed", arguments.options().seed())
        .line();
  }

  /** Obeys standard input until it ends. */
  private void obey() {
    try (var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        obey(line.strip());
      }
    } catch (IOException endOfInput) {
      // As good as its end.
    }
  }

  private void obey(String line) {
    String[] words = line.split("\\s+", 2);
    String value = words.length > 1 ? words[1] : "";
    try {
      switch (words[0]) {
        case "" -> {}
        case "scene" -> {
          var scene = Arguments.scene(value);
          platform.ifPresent(running -> running.play(scene));
        }
        case "rate" -> {
          int rate = Arguments.rate(value);
          platform.ifPresent(running -> running.rate(rate));
        }
        default -> System.err.println("Unknown command " + words[0] + ". Use: scene NAME, rate N.");
      }
    } catch (BrokerUnavailable wrongValue) {
      System.err.println(wrongValue.getMessage());
    }
  }

  /** Ends the program when the disk is full or the broker is beyond help. */
  private void watch(PrintStream out) {
    if (kafka.isEmpty()) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("sample-streams-watch")
        .start(
            () -> {
              try {
                while (true) {
                  Thread.sleep(LOOK_EVERY);
                  requireRoom(LEAST_ROOM_TO_GO_ON_BYTES);
                  KafkaBroker.fatalFault()
                      .ifPresent(
                          fault -> {
                            throw new BrokerUnavailable(
                                "The sample broker gave up: " + fault + ".",
                                "Start the sample streams again.");
                          });
                }
              } catch (BrokerUnavailable unavailable) {
                fail(out, unavailable.problem(), unavailable.remedy());
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void requireRoom(long bytes) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    long room;
    try {
      room = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException unreadable) {
      throw new BrokerUnavailable(
          "The temporary folder " + folder + " cannot be used: " + unreadable.getMessage() + ".",
          "Name another one with -Djava.io.tmpdir=FOLDER.",
          unreadable);
    }
    if (room < bytes) {
      throw new BrokerUnavailable(
          "Only " + (room >> 20) + " MiB are left in " + folder + ".",
          "Free at least " + (LEAST_ROOM_TO_START_BYTES >> 20) + " MiB there.");
    }
  }

  /** Ends the platform, then the brokers; a second call waits for the first. */
  @Override
  public synchronized void close() {
    Thread.ofPlatform()
        .daemon()
        .name("sample-streams-overdue")
        .start(
            () -> {
              try {
                Thread.sleep(MOST_FOR_CLOSING);
                Runtime.getRuntime().halt(1);
              } catch (InterruptedException inTime) {
                Thread.currentThread().interrupt();
              }
            });
    platform.ifPresent(SamplePlatform::close);
    platform = Optional.empty();
    redis.ifPresent(RedisServer::close);
    redis = Optional.empty();
    kafka.ifPresent(KafkaBroker::close);
    kafka = Optional.empty();
  }

  private static void failUnreachable(PrintStream out, String problem, String remedy) {
    out.println(Report.problem(problem, remedy).flag("unreachable").line());
    out.flush();
    System.exit(UNREACHABLE);
  }

  private static void fail(PrintStream out, String problem, String remedy) {
    out.println(Report.problem(problem, remedy).line());
    out.flush();
    System.exit(NOT_STARTED);
  }
}
