package dev.weir.connector.redis;

import dev.weir.stream.Lag;
import dev.weir.stream.Position.EntryId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lag of a group, also where the server does not tell it: before Redis 7.0, and in states in
 * which later ones answer null (a group made at some id, an entry deleted after its position).
 *
 * <p>Then the entries after the last delivered id are counted by reading them, bounded in number
 * and bytes, and not again while nothing moved. Thread-safe.
 */
final class UnreadCount {
  /** Counted exactly up to here. */
  static final int MOST_COUNTED = 10_000;

  private static final long MOST_BYTES = 16L << 20;
  private static final int FIRST_CHUNK = 16;

  /** A count that took longer is followed by a pause. */
  private static final long LONG_NANOS = 20_000_000;

  private static final int REST_PER_WORK = 20;

  private final Servers servers;
  private final Map<String, Counted> counts = new ConcurrentHashMap<>();

  private record Counted(
      EntryId lastDelivered, EntryId lastGenerated, long length, Lag lag, long notBeforeNanos) {}

  UnreadCount(Servers servers) {
    this.servers = servers;
  }

  /** What {@code group} has still to read of the stream at {@code key}. */
  Lag lag(String id, byte[] key, GroupFacts group, StreamFacts stream) {
    if (group.lag().isPresent()) {
      return new Lag.Exact(group.lag().getAsLong());
    }
    if (stream.length() == 0
        || EntryIds.compare(group.lastDelivered(), stream.lastGenerated()) >= 0
        || stream
            .last()
            .filter(last -> EntryIds.compare(group.lastDelivered(), last) < 0)
            .isEmpty()) {
      return new Lag.Exact(0);
    }
    boolean beforeAll =
        stream
            .first()
            .filter(first -> EntryIds.compare(group.lastDelivered(), first) < 0)
            .isPresent();
    if (beforeAll) {
      return new Lag.Exact(stream.length());
    }
    Counted known = counts.get(id);
    long now = System.nanoTime();
    if (known != null) {
      boolean nothingMoved =
          known.lastDelivered().equals(group.lastDelivered())
              && known.lastGenerated().equals(stream.lastGenerated())
              && known.length() == stream.length();
      if (nothingMoved) {
        return known.lag();
      }
      if (now - known.notBeforeNanos() < 0) {
        return new Lag.AtMost(
            stream.length(), "Counting takes long on this stream, so it is done seldom.");
      }
    }
    Lag counted = count(key, group.lastDelivered(), stream);
    long took = System.nanoTime() - now;
    counts.put(
        id,
        new Counted(
            group.lastDelivered(),
            stream.lastGenerated(),
            stream.length(),
            counted,
            took > LONG_NANOS ? now + took + REST_PER_WORK * took : now));
    return counted;
  }

  private Lag count(byte[] key, EntryId after, StreamFacts stream) {
    EntryId from = EntryIds.next(after);
    long counted = 0;
    long bytes = 0;
    int chunk = FIRST_CHUNK;
    while (true) {
      int asked = (int) Math.min(chunk, MOST_COUNTED + 1 - counted);
      List<?> entries =
          Reply.list(
              servers.ask(key, Command.range(key, EntryIds.bytes(from), Command.LAST, asked)));
      counted += entries.size();
      if (entries.size() < asked) {
        return new Lag.Exact(counted);
      }
      for (Object entry : entries) {
        for (Object part : Reply.list(Reply.list(entry).get(1))) {
          bytes += Reply.bytes(part).length;
        }
      }
      if (counted > MOST_COUNTED || bytes > MOST_BYTES) {
        return new Lag.AtMost(
            stream.length(),
            "This server does not tell the lag; more than "
                + Math.min(counted, MOST_COUNTED)
                + " entries were counted, and no more than the stream holds can wait.");
      }
      from = EntryIds.next(EntryIds.parse(Reply.bytes(Reply.list(entries.getLast()).get(0))));
      long each = Math.max(16, bytes / counted);
      chunk = (int) Math.clamp((MOST_BYTES - bytes) / each, 1, 2_000);
    }
  }
}
