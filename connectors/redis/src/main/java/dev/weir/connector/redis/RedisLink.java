package dev.weir.connector.redis;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection to one server. Confined to one thread at a time, except {@link #abort}.
 *
 * <p>Speaks RESP2, which every server does without being asked (HELLO is unknown to Redis 5): its
 * replies have the same shape from Redis 5 on, and keep the fields of an entry as they are, order
 * and duplicates included.
 */
final class RedisLink implements AutoCloseable {
  private static final String CLIENT_NAME = "weir";

  private final HostAndPort server;
  private final Connection connection;
  private volatile boolean aborted;

  private RedisLink(HostAndPort server, Connection connection) {
    this.server = server;
    this.connection = connection;
  }

  /** Connects and authenticates as {@code settings} say. */
  static RedisLink open(
      RedisSettings settings, Sockets sockets, HostAndPort server, int readTimeoutMillis) {
    return over(
        sockets.open(server, readTimeoutMillis),
        server,
        config(settings.user(), settings.password(), settings.database(), readTimeoutMillis));
  }

  /** Connects to a sentinel, whose users are its own. */
  static RedisLink openSentinel(RedisSettings settings, Sockets sockets, HostAndPort server) {
    int timeout = settings.socketTimeoutMillis();
    return over(
        sockets.open(server, timeout),
        server,
        config(settings.sentinelUser(), settings.sentinelPassword(), 0, timeout));
  }

  /** Authenticates over a socket that is already open. */
  static RedisLink over(Socket socket, HostAndPort server, JedisClientConfig config) {
    boolean opened = false;
    try {
      RedisLink link = new RedisLink(server, new Connection(() -> socket, config));
      opened = true;
      return link;
    } finally {
      if (!opened) {
        try {
          socket.close();
        } catch (IOException alreadyBroken) {
          // What made it break is on its way to the caller.
        }
      }
    }
  }

  static JedisClientConfig config(
      Optional<String> user, Optional<String> password, int database, int readTimeoutMillis) {
    DefaultJedisClientConfig.Builder config =
        DefaultJedisClientConfig.builder()
            .serverDefaultProtocol()
            .clientName(CLIENT_NAME)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .socketTimeoutMillis(readTimeoutMillis)
            .blockingSocketTimeoutMillis(readTimeoutMillis)
            .database(database);
    user.ifPresent(config::user);
    password.ifPresent(config::password);
    return config.build();
  }

  HostAndPort server() {
    return server;
  }

  /**
   * Asks all in one round trip. An error reply stands in its place as a {@link JedisDataException}.
   */
  List<@Nullable Object> ask(List<Command> commands) {
    for (Command command : commands) {
      connection.sendCommand(command.verb(), command.arguments());
    }
    List<@Nullable Object> replies = new ArrayList<>(commands.size());
    replies.addAll(connection.getMany(commands.size()));
    return replies;
  }

  /** Asks one; an error reply is thrown. */
  @Nullable Object ask(Command command) {
    connection.sendCommand(command.verb(), command.arguments());
    return connection.getOne();
  }

  boolean isBroken() {
    return aborted || connection.isBroken() || !connection.isConnected();
  }

  /** Whether this side cut the connection. */
  boolean isAborted() {
    return aborted;
  }

  /** Cuts the connection, so that a waiting read fails at once. From any thread. */
  void abort() {
    aborted = true;
    try {
      connection.forceDisconnect();
    } catch (IOException alreadyBroken) {
      // Broken is what was wanted.
    }
  }

  @Override
  public void close() {
    try {
      connection.disconnect();
    } catch (RuntimeException alreadyBroken) {
      abort();
    }
  }
}
