package dev.weir.connector.redis;

import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * How many bytes of memory streams take. Some of those that are unknown or old are asked for at a
 * time; the server samples, so it is cheap. Not asked again once it is denied. Thread-safe.
 */
final class KeySizes {
  private static final long AGE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final int MOST_ASKED = 50;

  private final Servers servers;
  private final KeyNames names;
  private final Map<String, Size> byStream = new ConcurrentHashMap<>();
  private volatile boolean denied;

  private record Size(long bytes, long atNanos) {}

  KeySizes(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
  }

  OptionalLong of(StreamRef stream) {
    Size known = byStream.get(stream.name());
    return known == null ? OptionalLong.empty() : OptionalLong.of(known.bytes());
  }

  void refresh(Collection<StreamRef> streams) {
    if (denied) {
      return;
    }
    long now = System.nanoTime();
    List<String> asked = new ArrayList<>();
    List<Servers.Keyed> questions = new ArrayList<>();
    for (StreamRef stream : streams) {
      Size known = byStream.get(stream.name());
      boolean old = known == null || now - known.atNanos() > AGE_NANOS;
      if (old && asked.size() < MOST_ASKED) {
        byte[] key = names.key(stream.name());
        asked.add(stream.name());
        questions.add(new Servers.Keyed(key, Command.memoryUsage(key)));
      }
    }
    if (asked.isEmpty()) {
      return;
    }
    List<@Nullable Object> replies = servers.askAll(questions);
    for (int i = 0; i < asked.size(); i++) {
      if (replies.get(i) instanceof JedisDataException refused) {
        denied |= String.valueOf(refused.getMessage()).startsWith("NOPERM");
      }
      OptionalLong bytes = Reply.number(replies.get(i));
      if (bytes.isPresent()) {
        byStream.put(asked.get(i), new Size(bytes.getAsLong(), now));
      }
    }
  }

  /** Whether sizes may not be asked for, as a sentence, or empty. */
  String limits() {
    return denied ? "This user may not ask for sizes (MEMORY USAGE)." : "";
  }
}
