package dev.weir.connector.redis;

import dev.weir.stream.CheckStep;
import dev.weir.stream.CheckStep.Outcome;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tests a connection from the outside in, each step with what was found or what to do. */
final class ConnectionCheck {
  private static final int READ_TIMEOUT_MILLIS = 3_000;
  private static final Duration MOST_CLOCK_DIFFERENCE = Duration.ofSeconds(2);
  private static final List<String> AFTER_TCP =
      List.of("TLS", "Authentication", "Server", "Clock", "List streams", "Read streams");

  private final RedisSettings settings;
  private final InstantSource clock;
  private final Consumer<CheckStep> steps;

  ConnectionCheck(RedisSettings settings, InstantSource clock, Consumer<CheckStep> steps) {
    this.settings = settings;
    this.clock = clock;
    this.steps = steps;
  }

  /** What a step found. */
  private record Finding(Outcome outcome, String detail) {
    static Finding passed(String detail) {
      return new Finding(Outcome.PASSED, detail);
    }
  }

  /** One step's work. */
  private interface Work {
    Finding run() throws IOException;
  }

  void run() {
    HostAndPort server = settings.servers().getFirst();
    if (!step(
        "DNS",
        server,
        () ->
            Finding.passed(
                server.getHost()
                    + " is "
                    + String.join(
                        ", ",
                        Arrays.stream(InetAddress.getAllByName(server.getHost()))
                            .map(InetAddress::getHostAddress)
                            .toList())
                    + "."))) {
      skip(List.of("TCP"));
      skip(AFTER_TCP);
      return;
    }
    Socket[] socket = new Socket[1];
    Sockets sockets;
    try {
      sockets = new Sockets(settings);
    } catch (RuntimeException unreadable) {
      step(
          "TLS",
          server,
          () -> {
            throw unreadable;
          });
      return;
    }
    if (!step(
        "TCP",
        server,
        () -> {
          socket[0] = sockets.connect(server);
          return Finding.passed("Connected to " + server + ".");
        })) {
      skip(AFTER_TCP);
      return;
    }
    try {
      overTcp(server, sockets, socket[0]);
    } finally {
      try {
        socket[0].close();
      } catch (IOException alreadyClosed) {
        // Closed is what was wanted.
      }
    }
  }

  private void overTcp(HostAndPort server, Sockets sockets, Socket plain) {
    Socket[] socket = {plain};
    if (settings.tls()) {
      if (!step(
          "TLS",
          server,
          () -> {
            socket[0] = sockets.secure(plain, server, READ_TIMEOUT_MILLIS);
            return Finding.passed("The certificate is trusted and for this host.");
          })) {
        skip(AFTER_TCP.subList(1, AFTER_TCP.size()));
        return;
      }
    } else {
      steps.accept(
          new CheckStep("TLS", Outcome.SKIPPED, "Plain text, as the address says.", Duration.ZERO));
    }
    boolean sentinel = settings.mode() == RedisSettings.Mode.SENTINEL;
    RedisLink[] link = new RedisLink[1];
    if (!step(
        "Authentication",
        server,
        () -> {
          socket[0].setSoTimeout(READ_TIMEOUT_MILLIS);
          link[0] =
              RedisLink.over(
                  socket[0],
                  server,
                  RedisLink.config(
                      sentinel ? settings.sentinelUser() : settings.user(),
                      sentinel ? settings.sentinelPassword() : settings.password(),
                      sentinel ? 0 : settings.database(),
                      READ_TIMEOUT_MILLIS));
          link[0].ask(Command.ping());
          return Finding.passed(
              settings.password().isPresent() || settings.sentinelPassword().isPresent()
                  ? "User and password are accepted."
                  : "No password is needed.");
        })) {
      skip(AFTER_TCP.subList(2, AFTER_TCP.size()));
      return;
    }
    if (sentinel || settings.mode() == RedisSettings.Mode.CLUSTER) {
      link[0].close();
      overLayout(server);
    } else {
      try (RedisLink one = link[0]) {
        onServer(server, one);
      }
    }
  }

  /** Asks sentinels or a cluster for the real servers, and tests the first of them. */
  private void overLayout(HostAndPort asked) {
    try (Servers servers = new Servers(settings)) {
      HostAndPort[] first = new HostAndPort[1];
      if (step(
          "Topology",
          asked,
          () -> {
            List<HostAndPort> primaries = servers.primaries();
            first[0] = primaries.getFirst();
            return Finding.passed("Primaries: " + primaries + ".");
          })) {
        RedisLink[] link = new RedisLink[1];
        if (step(
            "Primary",
            first[0],
            () -> {
              link[0] = servers.connect(first[0], READ_TIMEOUT_MILLIS);
              return Finding.passed("Connected to " + first[0] + ".");
            })) {
          try (RedisLink one = link[0]) {
            onServer(first[0], one);
          }
          return;
        }
      }
      skip(AFTER_TCP.subList(2, AFTER_TCP.size()));
    }
  }

  private void onServer(HostAndPort server, RedisLink link) {
    step(
        "Server",
        server,
        () -> {
          Map<String, String> info = Reply.info(link.ask(Command.info("server")));
          return Finding.passed(ServerProduct.of(info) + ".");
        });
    step("Clock", server, () -> clockStep(link));
    byte[][] found = new byte[1][];
    step("List streams", server, () -> listStep(link, found));
    step("Read streams", server, () -> readStep(link, found[0]));
  }

  /** The server's clock against ours, by the middle of the round trip as NTP does. */
  private Finding clockStep(RedisLink link) {
    long before = clock.millis();
    Object time = link.ask(Command.time());
    long after = clock.millis();
    long server = ServerClock.millis(time);
    Duration ahead = Duration.ofMillis(server - (before + after) / 2);
    if (ahead.abs().compareTo(MOST_CLOCK_DIFFERENCE) > 0) {
      return new Finding(
          Outcome.WARNED,
          "The server's clock is "
              + ahead.abs().toSeconds()
              + " s "
              + (ahead.isNegative() ? "behind" : "ahead of")
              + " this machine's: ages and latencies are off by as much. Synchronise both.");
    }
    return Finding.passed("Within " + (ahead.abs().toMillis() + 1) + " ms of this machine's.");
  }

  private Finding listStep(RedisLink link, byte[][] found) {
    String pattern = settings.patterns().getFirst();
    List<?> reply;
    try {
      reply = Reply.list(link.ask(Command.scanStreams(Command.bytes("0"), pattern, 1_000)));
    } catch (JedisDataException refused) {
      if (!String.valueOf(refused.getMessage()).contains("syntax error")) {
        throw refused;
      }
      link.ask(Command.scanKeys(Command.bytes("0"), pattern, 1_000));
      return new Finding(
          Outcome.WARNED,
          "This server cannot search for streams by type (Redis 6.0 can): every key is asked.");
    }
    List<?> keys = Reply.list(reply.get(1));
    boolean whole = Reply.text(reply.get(0)).equals("0");
    if (!keys.isEmpty()) {
      found[0] = Reply.bytes(keys.getFirst());
    }
    return Finding.passed(
        (whole ? "" : "At least ")
            + keys.size()
            + (keys.size() == 1 ? " stream" : " streams")
            + (whole ? "." : " among the first keys."));
  }

  private Finding readStep(RedisLink link, byte @org.jspecify.annotations.Nullable [] stream) {
    byte[] key = stream == null ? Command.bytes("weir:no-such-stream") : stream;
    StreamFacts facts;
    try {
      facts = StreamFacts.of(Reply.list(link.ask(Command.streamInfo(key))));
    } catch (JedisDataException refused) {
      if (String.valueOf(refused.getMessage()).contains("no such key")) {
        return Finding.passed("Allowed, though there is no stream to try it on.");
      }
      throw refused;
    }
    List<GroupFacts> groups = GroupFacts.of(Reply.list(link.ask(Command.groupsInfo(key))));
    link.ask(Command.range(key, Command.FIRST, Command.LAST, 1));
    link.ask(Command.read(1, 0, new byte[][] {key}, new byte[][] {Command.bytes("0-0")}));
    if (!groups.isEmpty()) {
      link.ask(Command.pending(key, groups.getFirst().rawName(), 1));
    }
    if (facts.added().isEmpty()) {
      return new Finding(
          Outcome.WARNED,
          "Allowed. This server does not report group lag or entries ever added (Redis 7.0 does):"
              + " lag is counted up to 10,000 entries.");
    }
    return Finding.passed("Entries, groups and pending entries may be read.");
  }

  private boolean step(String name, HostAndPort server, Work work) {
    long start = System.nanoTime();
    Finding finding;
    try {
      finding = work.run();
    } catch (ConnectorException failed) {
      finding = new Finding(Outcome.FAILED, failed.failure().sentence());
    } catch (IOException | RuntimeException failed) {
      ConnectorFailure failure = Failures.of(failed, server.toString());
      finding = new Finding(Outcome.FAILED, failure.sentence());
    }
    steps.accept(
        new CheckStep(
            name,
            finding.outcome(),
            finding.detail(),
            Duration.ofNanos(System.nanoTime() - start)));
    return finding.outcome() != Outcome.FAILED;
  }

  private void skip(List<String> names) {
    for (String name : names) {
      steps.accept(new CheckStep(name, Outcome.SKIPPED, "An earlier step failed.", Duration.ZERO));
    }
  }
}
