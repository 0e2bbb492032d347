package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The servers behind one connection: which they are, which of them holds a key, and a few idle
 * connections to each. Thread-safe.
 */
final class Servers implements AutoCloseable {
  private static final int MOST_IDLE = 2;
  private static final int MOST_AT_ONCE = 8;
  private static final int PIPELINE = 200;

  private final RedisSettings settings;
  private final Map<HostAndPort, Deque<RedisLink>> idle = new ConcurrentHashMap<>();
  private final Semaphore turns = new Semaphore(MOST_AT_ONCE);
  private final LongAdder commands = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final AtomicInteger open = new AtomicInteger();
  private volatile @Nullable Sockets sockets;
  private volatile @Nullable Layout layout;
  private volatile boolean closed;

  /**
   * Who is where.
   *
   * @param bySlot first slot of each range to its primary; empty outside a cluster
   */
  private record Layout(List<HostAndPort> primaries, TreeMap<Integer, HostAndPort> bySlot) {}

  Servers(RedisSettings settings) {
    this.settings = settings;
  }

  RedisSettings settings() {
    return settings;
  }

  /** All servers to ask if one wants to know everything. */
  List<HostAndPort> primaries() {
    return layout().primaries();
  }

  /** The server that holds {@code key}. */
  HostAndPort serverOf(byte[] key) {
    Layout known = layout();
    if (known.bySlot().isEmpty()) {
      return known.primaries().getFirst();
    }
    Map.Entry<Integer, HostAndPort> range =
        known.bySlot().floorEntry(JedisClusterCRC16.getSlot(key));
    return range == null ? known.primaries().getFirst() : range.getValue();
  }

  /** Finds out anew who is where, when next asked. */
  void forget() {
    if (settings.mode() != RedisSettings.Mode.STANDALONE) {
      layout = null;
    }
  }

  /** Runs {@code work} with a connection to {@code server}. */
  <T> T on(HostAndPort server, Function<RedisLink, T> work) {
    turns.acquireUninterruptibly();
    try {
      RedisLink kept = takeIdle(server);
      if (kept != null) {
        try {
          return use(kept, work);
        } catch (JedisConnectionException stale) {
          // The server may have ended an idle connection; one that is new tells the truth.
          dropIdle(server);
        }
      }
      return use(connect(server, settings.socketTimeoutMillis()), work);
    } catch (RuntimeException failed) {
      if (failed instanceof JedisConnectionException
          || failed instanceof JedisRedirectionException) {
        forget();
      }
      throw Failures.exception(failed, server);
    } finally {
      turns.release();
    }
  }

  /** Asks one command where {@code key} is; an error reply is thrown as a failure. */
  @Nullable Object ask(byte[] key, Command command) {
    Object reply = askAll(List.of(new Keyed(key, command))).getFirst();
    if (reply instanceof ConnectorException failed) {
      throw failed;
    }
    if (reply instanceof JedisDataException error) {
      throw Failures.exception(error, serverOf(key));
    }
    return reply;
  }

  /** A command about one key. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  record Keyed(byte[] key, Command command) {}

  /**
   * Asks all, each server in as few round trips as its share allows. In place of a reply stands the
   * server's error as {@link JedisDataException}, or a {@link ConnectorException} if that server is
   * away.
   *
   * @throws ConnectorException if nothing could be asked at all
   */
  List<@Nullable Object> askAll(List<Keyed> questions) {
    @Nullable Object[] replies = new Object[questions.size()];
    Map<HostAndPort, List<Integer>> shares = new LinkedHashMap<>();
    for (int i = 0; i < replies.length; i++) {
      shares.computeIfAbsent(serverOf(questions.get(i).key()), _ -> new ArrayList<>()).add(i);
    }
    ConnectorException away = null;
    int reached = 0;
    for (Map.Entry<HostAndPort, List<Integer>> share : shares.entrySet()) {
      List<Integer> places = share.getValue();
      try {
        for (int from = 0; from < places.size(); from += PIPELINE) {
          List<Integer> some = places.subList(from, Math.min(places.size(), from + PIPELINE));
          List<Command> asked = new ArrayList<>(some.size());
          for (int place : some) {
            asked.add(questions.get(place).command());
          }
          List<@Nullable Object> answers = on(share.getKey(), link -> link.ask(asked));
          commands.add(asked.size());
          for (int i = 0; i < some.size(); i++) {
            Object answer = answers.get(i);
            if (answer instanceof JedisRedirectionException) {
              forget();
            }
            replies[some.get(i)] = answer;
          }
        }
        reached++;
      } catch (ConnectorException failed) {
        away = failed;
        for (int place : places) {
          if (replies[place] == null) {
            replies[place] = failed;
          }
        }
      }
    }
    if (away != null && reached == 0) {
      throw away;
    }
    List<@Nullable Object> all = new ArrayList<>(replies.length);
    for (Object reply : replies) {
      all.add(reply);
    }
    return all;
  }

  /** A connection of one's own, to be closed by the caller. */
  RedisLink connect(HostAndPort server, int readTimeoutMillis) {
    if (closed) {
      throw new ConnectorException(
          new ConnectorFailure.Unreachable("The connection is closed.", "Open it again."));
    }
    opened.increment();
    return RedisLink.open(settings, sockets(), server, readTimeoutMillis);
  }

  Sockets sockets() {
    Sockets made = sockets;
    if (made == null) {
      made = new Sockets(settings);
      sockets = made;
    }
    return made;
  }

  long commandsAsked() {
    return commands.sum();
  }

  long connectionsOpened() {
    return opened.sum();
  }

  int inUse() {
    return open.get();
  }

  @Override
  public void close() {
    closed = true;
    idle.keySet().forEach(this::dropIdle);
  }

  private <T> T use(RedisLink link, Function<RedisLink, T> work) {
    boolean healthy = false;
    open.incrementAndGet();
    try {
      T result = work.apply(link);
      healthy = !link.isBroken();
      return result;
    } catch (JedisDataException refused) {
      healthy = !link.isBroken();
      throw refused;
    } finally {
      open.decrementAndGet();
      if (healthy) {
        giveBack(link);
      } else {
        link.abort();
      }
    }
  }

  private @Nullable RedisLink takeIdle(HostAndPort server) {
    Deque<RedisLink> links = idle.get(server);
    if (links == null) {
      return null;
    }
    synchronized (links) {
      return links.pollFirst();
    }
  }

  private void giveBack(RedisLink link) {
    Deque<RedisLink> links = idle.computeIfAbsent(link.server(), _ -> new ArrayDeque<>());
    synchronized (links) {
      if (!closed && links.size() < MOST_IDLE) {
        links.addFirst(link);
        return;
      }
    }
    link.close();
  }

  private void dropIdle(HostAndPort server) {
    Deque<RedisLink> links = idle.get(server);
    if (links == null) {
      return;
    }
    synchronized (links) {
      links.forEach(RedisLink::close);
      links.clear();
    }
  }

  private Layout layout() {
    Layout known = layout;
    if (known == null) {
      known =
          switch (settings.mode()) {
            case STANDALONE -> new Layout(settings.servers(), new TreeMap<>());
            case SENTINEL -> new Layout(List.of(master()), new TreeMap<>());
            case CLUSTER -> cluster();
          };
      layout = known;
    }
    return known;
  }

  private HostAndPort master() {
    return firstOf(
        settings.servers(),
        sentinel -> {
          try (RedisLink link = RedisLink.openSentinel(settings, sockets(), sentinel)) {
            List<?> address =
                Reply.list(link.ask(Command.masterAddress(settings.sentinelMaster())));
            if (address.size() < 2) {
              throw new ConnectorException(
                  new ConnectorFailure.Missing(
                      "Sentinel "
                          + sentinel
                          + " knows no master named '"
                          + settings.sentinelMaster()
                          + "'.",
                      "Correct property 'sentinel.master'."));
            }
            return new HostAndPort(
                Reply.text(address.get(0)), Integer.parseInt(Reply.text(address.get(1))));
          }
        });
  }

  private Layout cluster() {
    return firstOf(
        settings.servers(),
        seed -> {
          try (RedisLink link = connect(seed, settings.socketTimeoutMillis())) {
            TreeMap<Integer, HostAndPort> bySlot = new TreeMap<>();
            for (Object one : Reply.list(link.ask(Command.clusterSlots()))) {
              List<?> range = Reply.list(one);
              if (range.size() > 2) {
                List<?> primary = Reply.list(range.get(2));
                String host = Reply.text(primary.get(0));
                bySlot.put(
                    (int) Reply.number(range.get(0)).orElse(0),
                    new HostAndPort(
                        host.isEmpty() || host.equals("?") ? seed.getHost() : host,
                        (int) Reply.number(primary.get(1)).orElse(seed.getPort())));
              }
            }
            if (bySlot.isEmpty()) {
              throw new ConnectorException(
                  new ConnectorFailure.Unreachable(
                      "The cluster at " + seed + " has no slots assigned.",
                      "Finish setting it up (CLUSTER ADDSLOTS); it is tried again."));
            }
            return new Layout(bySlot.values().stream().distinct().toList(), bySlot);
          }
        });
  }

  /** The first answer; if there is none, why: rather what a server said than that one is away. */
  private <T> T firstOf(List<HostAndPort> servers, Function<HostAndPort, T> question) {
    Optional<ConnectorException> why = Optional.empty();
    for (HostAndPort server : servers) {
      try {
        return question.apply(server);
      } catch (RuntimeException failed) {
        ConnectorException shown = Failures.exception(failed, server);
        if (why.isEmpty() || why.get().failure() instanceof ConnectorFailure.Unreachable) {
          why = Optional.of(shown);
        }
      }
    }
    throw why.orElseThrow();
  }
}
