package dev.weir.connector.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what XINFO tells of streams and groups, and learns from it what this server does not
 * report. Thread-safe.
 */
final class XinfoReader {
  private volatile boolean lagMissing;
  private volatile boolean addedMissing;

  StreamFacts stream(@Nullable Object reply) {
    StreamFacts facts = StreamFacts.of(Reply.list(reply));
    addedMissing = facts.added().isEmpty();
    return facts;
  }

  /** The groups of one stream. */
  List<GroupFacts> groups(@Nullable Object reply) {
    List<GroupFacts> groups = GroupFacts.of(Reply.list(reply));
    if (!groups.isEmpty()) {
      lagMissing = !groups.getFirst().reportsLag();
    }
    return groups;
  }

  /** What was missing in the last answers, a sentence each. */
  List<String> limits(String server) {
    List<String> limits = new ArrayList<>();
    if (lagMissing) {
      limits.add(
          server
              + " does not report the lag of groups (Redis 7.0 does): it is counted up to "
              + String.format(Locale.ROOT, "%,d", UnreadCount.MOST_COUNTED)
              + " entries.");
    }
    if (addedMissing) {
      limits.add(
          server
              + " does not report how many entries were ever added (Redis 7.0 does): rates come"
              + " from lengths, and what is trimmed cannot be counted.");
    }
    return limits;
  }
}
