package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.util.List;

/**
 * "From where", as Redis wants it.
 *
 * @param after the id whose followers are read
 * @param passed how many entries were ever added up to it; -1 where that is not known
 */
record StartingPoint(EntryId after, long passed) {
  /** Asks the server where it has to. */
  static StartingPoint find(
      Servers servers, StreamRef stream, byte[] key, StreamFacts facts, TailFrom from) {
    return switch (from) {
      case TailFrom.Latest _ -> new StartingPoint(facts.lastGenerated(), facts.end());
      case TailFrom.Earliest _ -> new StartingPoint(EntryIds.ZERO, facts.logStart());
      case TailFrom.Newest(long records) -> newest(servers, key, facts, records);
      case TailFrom.AtOffset(long offset) -> before(new EntryId(Math.max(0, offset), 0));
      case TailFrom.Since(var time) -> before(new EntryId(Math.max(0, time.toEpochMilli()), 0));
      case TailFrom.At(EntryId id) -> before(id);
      case TailFrom.At(Position.Offset offset) ->
          throw new ConnectorException(
              new ConnectorFailure.Rejected(
                  "'" + stream.name() + "' has no offset " + offset + ".",
                  "Name a place in a Redis stream by an entry id such as 1700000000000-0."));
      case TailFrom.Committed(String name) -> {
        GroupFacts group = group(servers, stream, key, name);
        yield new StartingPoint(group.lastDelivered(), group.entriesRead().orElse(-1));
      }
    };
  }

  /** What the server knows of one group. */
  static GroupFacts group(Servers servers, StreamRef stream, byte[] key, String name) {
    return GroupFacts.of(Reply.list(servers.ask(key, Command.groupsInfo(key)))).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConnectorException(
                    new ConnectorFailure.Missing(
                        "Stream '" + stream.name() + "' has no group '" + name + "'.",
                        "Choose one of its groups.")));
  }

  private static StartingPoint before(EntryId id) {
    return new StartingPoint(EntryIds.previous(id), -1);
  }

  /** Walks back from the end, keeping no more than one chunk of entries at a time. */
  private static StartingPoint newest(
      Servers servers, byte[] key, StreamFacts facts, long records) {
    if (records >= facts.length()) {
      return new StartingPoint(EntryIds.ZERO, facts.logStart());
    }
    EntryId first = EntryIds.next(facts.lastGenerated());
    long left = Math.max(0, records);
    int chunk = RedisCursor.entriesPerReply(facts.entryBytes());
    while (left > 0) {
      int asked = (int) Math.min(chunk, left);
      List<?> entries =
          Reply.list(
              servers.ask(
                  key,
                  Command.reverseRange(
                      key, EntryIds.bytes(EntryIds.previous(first)), Command.FIRST, asked)));
      if (entries.isEmpty()) {
        break;
      }
      first = EntryIds.parse(Reply.bytes(Reply.list(entries.getLast()).get(0)));
      left -= entries.size();
      if (entries.size() < asked) {
        break;
      }
    }
    return new StartingPoint(EntryIds.previous(first), facts.end() - (records - left));
  }
}
