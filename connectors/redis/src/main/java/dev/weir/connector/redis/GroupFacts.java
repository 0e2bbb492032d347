package dev.weir.connector.redis;

import dev.weir.stream.Position.EntryId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What XINFO GROUPS tells of one group of one stream.
 *
 * @param entriesRead Redis 7.0 and later, and null there too where Redis does not know
 * @param reportsLag whether the server has a lag field at all: Redis 7.0 and later
 * @param lag as the server has it; empty where null or not reported
 */
@SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
record GroupFacts(
    byte[] rawName,
    long consumers,
    long pending,
    EntryId lastDelivered,
    OptionalLong entriesRead,
    boolean reportsLag,
    OptionalLong lag) {

  static List<GroupFacts> of(Object reply) {
    List<GroupFacts> groups = new ArrayList<>();
    for (Object one : Reply.list(reply)) {
      Map<String, @Nullable Object> facts = Reply.map(one);
      groups.add(
          new GroupFacts(
              Reply.bytes(facts.get("name")),
              Reply.number(facts.get("consumers")).orElse(0),
              Reply.number(facts.get("pending")).orElse(0),
              facts.get("last-delivered-id") instanceof byte[] id
                  ? EntryIds.parse(id)
                  : EntryIds.ZERO,
              Reply.number(facts.get("entries-read")),
              facts.containsKey("lag"),
              Reply.number(facts.get("lag"))));
    }
    return groups;
  }

  String name() {
    return KeyNames.text(rawName);
  }
}
