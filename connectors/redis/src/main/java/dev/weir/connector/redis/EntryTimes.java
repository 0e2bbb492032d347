package dev.weir.connector.redis;

import dev.weir.stream.Position.EntryId;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** When entries were added, as their ids tell where they are times. Thread-safe. */
final class EntryTimes {
  private final Servers servers;
  private final InstantSource clock;

  EntryTimes(Servers servers, InstantSource clock) {
    this.servers = servers;
    this.clock = clock;
  }

  /** Epoch milliseconds; empty where the id is a producer's number. */
  OptionalLong millis(EntryId id) {
    return EntryIds.isTime(id.millis(), clock.millis())
        ? OptionalLong.of(id.millis())
        : OptionalLong.empty();
  }

  /**
   * Asks all at once, and tells of each the epoch milliseconds of the first entry that its question
   * brings. What brings none, or one whose id is no time, is left out.
   */
  <T> Map<T, Long> firstMillis(List<T> asked, Function<T, Servers.Keyed> question) {
    Map<T, Long> times = new HashMap<>();
    if (asked.isEmpty()) {
      return times;
    }
    List<@Nullable Object> replies = servers.askAll(asked.stream().map(question).toList());
    for (int i = 0; i < asked.size(); i++) {
      if (!(replies.get(i) instanceof RuntimeException)) {
        OptionalLong millis =
            EntryIds.first(Reply.list(replies.get(i)))
                .map(this::millis)
                .orElse(OptionalLong.empty());
        if (millis.isPresent()) {
          times.put(asked.get(i), millis.getAsLong());
        }
      }
    }
    return times;
  }
}
