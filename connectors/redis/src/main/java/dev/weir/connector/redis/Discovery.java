package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Finds streams among all keys. SCAN walks the whole keyspace whatever it is asked for, so one call
 * walks for a bounded time only and the next goes on from there; until a walk is complete, what the
 * one before found is still told. A walk that took long is not begun again soon. Thread-safe.
 */
final class Discovery {
  static final int MOST_STREAMS = 10_000;

  private static final Duration BUDGET = Duration.ofMillis(300);
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(2);

  /** A walk takes at most this share of time, so that it costs the server little. */
  private static final int PAUSE_PER_WALK = 20;

  private static final int STEP = 1_000;
  private static final byte[] START = Command.bytes("0");

  private final Servers servers;
  private final KeyNames names;
  private final List<String> globs = new ArrayList<>();
  private final List<String> literals = new ArrayList<>();

  private Set<String> complete = new TreeSet<>();
  private Set<String> found = new TreeSet<>();
  private final List<Leg> legs = new ArrayList<>();
  private boolean everComplete;
  private boolean full;
  private boolean scanKnowsTypes = true;
  private long walkedNanos;
  private long nextWalkNanos;
  private boolean walking;

  /** What is left of a walk on one server. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Leg(HostAndPort server, String pattern, byte[] cursor) {}

  Discovery(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
    for (String pattern : servers.settings().patterns()) {
      if (pattern.chars().anyMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\')) {
        globs.add(pattern);
      } else {
        literals.add(pattern);
      }
    }
  }

  /** Names of the streams found so far, walking on for a while if it is time. */
  synchronized List<String> streams() {
    long start = System.nanoTime();
    if (!walking && everComplete && start - nextWalkNanos < 0) {
      return List.copyOf(complete);
    }
    if (!walking) {
      begin();
    }
    boolean done = false;
    while (!done && System.nanoTime() - start < BUDGET.toNanos()) {
      done = step();
    }
    long now = System.nanoTime();
    walkedNanos += now - start;
    if (done) {
      complete = found;
      everComplete = true;
      walking = false;
      nextWalkNanos = now + Math.max(LEAST_PAUSE.toNanos(), PAUSE_PER_WALK * walkedNanos);
      return List.copyOf(complete);
    }
    Set<String> both = new TreeSet<>(complete);
    both.addAll(found);
    return List.copyOf(both);
  }

  /** Whether some keys have not been looked at yet, or more streams were found than are kept. */
  synchronized String limits() {
    if (full) {
      return "There are more than "
          + MOST_STREAMS
          + " streams; narrow them with property 'streams.pattern'.";
    }
    return everComplete || !walking
        ? ""
        : "The keyspace is large and still being searched for streams; property 'streams.pattern'"
            + " with full names makes that unnecessary.";
  }

  /** Makes the next call walk, even if it is not time yet. */
  synchronized void refresh() {
    nextWalkNanos = System.nanoTime();
  }

  private void begin() {
    found = new TreeSet<>();
    legs.clear();
    full = false;
    walkedNanos = 0;
    for (HostAndPort server : servers.primaries()) {
      for (String glob : globs) {
        legs.add(new Leg(server, glob, START));
      }
    }
    if (!literals.isEmpty()) {
      addStreamsAmong(literals.stream().map(names::key).toList());
    }
    walking = true;
  }

  /** Whether the walk is done. */
  private boolean step() {
    if (legs.isEmpty()) {
      return true;
    }
    Leg leg = legs.removeLast();
    List<?> reply;
    try {
      reply = scan(leg);
    } catch (ConnectorException failed) {
      // Another time from the start: a cursor means nothing to another server.
      walking = false;
      throw failed;
    }
    List<byte[]> keys = new ArrayList<>();
    for (Object key : Reply.list(reply.get(1))) {
      keys.add(Reply.bytes(key));
    }
    if (scanKnowsTypes) {
      keys.forEach(this::add);
    } else {
      addStreamsAmong(keys);
    }
    byte[] cursor = Reply.bytes(reply.get(0));
    if (!full && !(cursor.length == 1 && cursor[0] == '0')) {
      legs.add(new Leg(leg.server(), leg.pattern(), cursor));
    }
    return legs.isEmpty();
  }

  private List<?> scan(Leg leg) {
    return servers.on(
        leg.server(),
        link -> {
          if (scanKnowsTypes) {
            try {
              return Reply.list(link.ask(Command.scanStreams(leg.cursor(), leg.pattern(), STEP)));
            } catch (JedisDataException refused) {
              if (!String.valueOf(refused.getMessage()).contains("syntax error")) {
                throw refused;
              }
              // Redis 5 has streams, but its SCAN knows no TYPE.
              scanKnowsTypes = false;
            }
          }
          return Reply.list(link.ask(Command.scanKeys(leg.cursor(), leg.pattern(), STEP)));
        });
  }

  private void addStreamsAmong(List<byte[]> keys) {
    List<Servers.Keyed> questions = new ArrayList<>(keys.size());
    for (byte[] key : keys) {
      questions.add(new Servers.Keyed(key, Command.type(key)));
    }
    List<?> replies = servers.askAll(questions);
    for (int i = 0; i < replies.size(); i++) {
      if (replies.get(i) instanceof ConnectorException failed) {
        throw failed;
      }
    }
    for (int i = 0; i < replies.size(); i++) {
      if (Reply.text(replies.get(i)).equals("stream")) {
        add(keys.get(i));
      }
    }
  }

  private void add(byte[] key) {
    if (found.size() >= MOST_STREAMS) {
      full = true;
      return;
    }
    found.add(names.name(key));
  }
}
