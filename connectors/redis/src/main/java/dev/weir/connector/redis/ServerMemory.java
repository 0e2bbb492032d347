package dev.weir.connector.redis;

import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.HostAndPort;

/** How full the servers' memory is. Thread-safe. */
final class ServerMemory {
  private final Servers servers;

  ServerMemory(Servers servers) {
    this.servers = servers;
  }

  /** The fullest server's memory. Replicas of Redis Enterprise and the like may not tell. */
  List<BrokerFigure> figures() {
    Optional<BrokerFigure> fullest = Optional.empty();
    for (HostAndPort primary : servers.primaries()) {
      Map<String, String> info;
      try {
        info = servers.on(primary, link -> Reply.info(link.ask(Command.info("memory"))));
      } catch (ConnectorException refused) {
        if (refused.failure() instanceof ConnectorFailure.Unauthorized) {
          return List.of();
        }
        throw refused;
      }
      double most = number(info, "maxmemory");
      double used = number(info, "used_memory");
      if (most > 0 && used >= 0 && used / most > fullest.map(BrokerFigure::value).orElse(-1.0)) {
        fullest =
            Optional.of(
                new BrokerFigure(
                    BrokerFigure.Kind.MEMORY_SHARE,
                    used / most,
                    String.format(
                        Locale.ROOT,
                        "%s uses %.0f of %.0f MiB; when it is full: %s.",
                        primary,
                        used / (1 << 20),
                        most / (1 << 20),
                        info.getOrDefault("maxmemory_policy", "unknown"))));
      }
    }
    return fullest.stream().toList();
  }

  /** -1 where it is not told. */
  private static double number(Map<String, String> info, String key) {
    try {
      return Double.parseDouble(info.getOrDefault(key, "-1"));
    } catch (NumberFormatException _) {
      return -1;
    }
  }
}
