package dev.weir.connector.redis;

import java.util.List;
import java.util.Map;
import redis.clients.jedis.HostAndPort;

/** Who answers. Asked once and remembered. Thread-safe. */
final class ServerProduct {
  private final Servers servers;
  private volatile String known = "";

  ServerProduct(Servers servers) {
    this.servers = servers;
  }

  /** "Redis 7.0.15", "Valkey 8.0.1 cluster, 3 primaries". */
  String sentence() {
    String sentence = known;
    if (sentence.isEmpty()) {
      List<HostAndPort> primaries = servers.primaries();
      Map<String, String> info =
          servers.on(primaries.getFirst(), link -> Reply.info(link.ask(Command.info("server"))));
      sentence = of(info);
      if (servers.settings().mode() == RedisSettings.Mode.CLUSTER) {
        sentence += " cluster, " + primaries.size() + " primaries";
      }
      known = sentence;
    }
    return sentence;
  }

  /** As a sentence begins, also where nobody has asked yet. */
  String subject() {
    String sentence = known;
    return sentence.isEmpty() ? "This server" : sentence;
  }

  /** "Redis 7.0.15", "Valkey 8.0.1": of the lines of INFO. */
  static String of(Map<String, String> info) {
    if (info.containsKey("valkey_version")) {
      return "Valkey " + info.get("valkey_version");
    }
    return "Redis " + info.getOrDefault("redis_version", "of unknown version");
  }
}
