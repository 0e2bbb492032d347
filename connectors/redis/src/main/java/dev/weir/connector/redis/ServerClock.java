package dev.weir.connector.redis;

import dev.weir.stream.ClockOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Compares a server's clock with this machine's. Thread-safe. */
final class ServerClock {
  private static final int QUESTIONS = 5;

  private final Servers servers;
  private final InstantSource clock;

  ServerClock(Servers servers, InstantSource clock) {
    this.servers = servers;
    this.clock = clock;
  }

  /** Of a cluster, the first primary's; its servers are expected to agree. */
  Optional<ClockOffset> offset() {
    return servers.on(servers.primaries().getFirst(), this::offset);
  }

  private Optional<ClockOffset> offset(RedisLink link) {
    Optional<ClockOffset> best = Optional.empty();
    for (int i = 0; i < QUESTIONS; i++) {
      Instant start = clock.instant();
      List<?> time = Reply.list(link.ask(Command.time()));
      Instant end = clock.instant();
      OptionalLong seconds = time.size() < 2 ? OptionalLong.empty() : Reply.number(time.get(0));
      if (seconds.isEmpty()) {
        return Optional.empty();
      }
      double server = seconds.getAsLong() * 1e3 + Reply.number(time.get(1)).orElse(0) / 1e3;
      double error = Duration.between(start, end).toNanos() / 2e6;
      double ahead = server - millis(start) - error;
      if (best.isEmpty() || error < best.get().errorMillis()) {
        best = Optional.of(new ClockOffset(ahead, error));
      }
    }
    return best;
  }

  private static double millis(Instant instant) {
    return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
  }

  /** What TIME brought, in epoch milliseconds. */
  static long millis(@Nullable Object reply) {
    List<?> time = Reply.list(reply);
    return Reply.number(time.get(0)).orElse(0) * 1_000
        + Reply.number(time.get(1)).orElse(0) / 1_000;
  }
}
