package dev.weir.connector.redis;

import dev.weir.stream.ProbeLane;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisException;

/** Adds a probe's entries to one stream, on a connection of its own, one after the other. */
final class RedisProbe implements ProbeLane {
  private static final byte[] FIELD = Command.bytes("probe");

  private final byte[] key;
  private final HostAndPort server;
  private final RedisLink link;

  private RedisProbe(byte[] key, HostAndPort server, RedisLink link) {
    this.key = key;
    this.server = server;
    this.link = link;
  }

  static RedisProbe open(Servers servers, byte[] key) {
    HostAndPort server = servers.serverOf(key);
    try {
      RedisLink link = servers.connect(server, servers.settings().socketTimeoutMillis());
      // A stream is there from its first entry on, and only then it can be read.
      if (Reply.text(link.ask(Command.type(key))).equals("none")) {
        Object unused = link.ask(Command.add(key, FIELD, Command.bytes("begin")));
      }
      return new RedisProbe(key, server, link);
    } catch (RuntimeException failed) {
      throw Failures.exception(failed, server);
    }
  }

  @Override
  public void send(byte[] value, Consumer<Ack> told) {
    try {
      Object unused = link.ask(Command.add(key, FIELD, value));
      told.accept(new Ack(System.nanoTime(), Optional.empty()));
    } catch (JedisException failed) {
      told.accept(new Ack(System.nanoTime(), Optional.of(Failures.of(failed, server.toString()))));
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
