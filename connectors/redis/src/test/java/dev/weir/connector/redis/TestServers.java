package dev.weir.connector.redis;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import java.util.Map;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/** One server of each age per test JVM, emptied before each use. */
enum TestServers {
  /** Redis 6.2: groups report no lag, streams no count of entries added. */
  BUNDLED {
    @Override
    RedisServer server() {
      return BundledHolder.SERVER;
    }
  },
  /** What the PATH offers, if that is 7.0 or later. */
  MODERN {
    @Override
    RedisServer server() {
      RedisServer server = ModernHolder.SERVER;
      assumeTrue(
          server.isAtLeast(7, 0),
          () -> "needs Redis 7.0 on the PATH; there is only " + server.version());
      return server;
    }
  };

  private static final class BundledHolder {
    static final RedisServer SERVER = RedisServer.bundled();
  }

  private static final class ModernHolder {
    static final RedisServer SERVER = RedisServer.start();
  }

  abstract RedisServer server();

  static Jedis client(RedisServer server) {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(10_000).build());
  }

  static ConnectionSpec spec(RedisServer server, Map<String, String> properties) {
    return new ConnectionSpec("test", "redis", "redis://127.0.0.1:" + server.port(), properties);
  }

  static Connector connector(RedisServer server) {
    return new RedisConnectorProvider().open(spec(server, Map.of()));
  }
}
