package dev.weir.connector.redis;

import dev.weir.stream.Position.EntryId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What XINFO STREAM tells.
 *
 * @param added entries ever added; Redis 7.0 and later
 * @param first id of the oldest entry held
 * @param last id of the newest entry held
 * @param lastGenerated id last given to an entry, whether it is still held or not
 * @param maxDeleted greatest id that XDEL removed; Redis 7.0 and later
 * @param entryBytes size of the larger of the first and last entry's fields
 */
record StreamFacts(
    long length,
    OptionalLong added,
    Optional<EntryId> first,
    Optional<EntryId> last,
    EntryId lastGenerated,
    Optional<EntryId> maxDeleted,
    long groups,
    long radixNodes,
    int entryBytes) {

  static StreamFacts of(Object reply) {
    Map<String, @Nullable Object> facts = Reply.map(reply);
    List<?> first = Reply.list(facts.get("first-entry"));
    List<?> last = Reply.list(facts.get("last-entry"));
    return new StreamFacts(
        Reply.number(facts.get("length")).orElse(0),
        Reply.number(facts.get("entries-added")),
        id(first),
        id(last),
        facts.get("last-generated-id") instanceof byte[] id ? EntryIds.parse(id) : EntryIds.ZERO,
        facts.get("max-deleted-entry-id") instanceof byte[] id
            ? Optional.of(EntryIds.parse(id))
            : Optional.empty(),
        Reply.number(facts.get("groups")).orElse(0),
        Reply.number(facts.get("radix-tree-nodes")).orElse(0),
        Math.max(size(first), size(last)));
  }

  private static Optional<EntryId> id(List<?> entry) {
    return !entry.isEmpty() && entry.getFirst() instanceof byte[] id
        ? Optional.of(EntryIds.parse(id))
        : Optional.empty();
  }

  private static int size(List<?> entry) {
    int size = 0;
    if (entry.size() > 1) {
      for (Object part : Reply.list(entry.get(1))) {
        size += Reply.bytes(part).length;
      }
    }
    return size;
  }

  /** Entries ever added; before Redis 7.0, entries held. */
  long end() {
    return added.orElse(length);
  }

  /** Number, in the order of adding, of the first entry held; before Redis 7.0, 0. */
  long logStart() {
    return added.isPresent() ? Math.max(0, added.getAsLong() - length) : 0;
  }
}
