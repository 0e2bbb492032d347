package dev.weir.connector.redis;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingOutcome;
import dev.weir.stream.PendingProbe;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Lists what groups have pending, and acts on it by a script. Thread-safe. */
final class PendingEntries {
  /** Pending entries of one group looked at. */
  private static final int MOST_LOOKED_AT = 20_000;

  private static final int PENDING_PER_CALL = 1_000;

  /** Entries read in one round trip; each may be large. */
  private static final int READ_AT_ONCE = 20;

  /** Entries that a server is kept busy with in one go. */
  private static final int ACTED_AT_ONCE = 50;

  private static final int FIELDS_SHOWN = 400;

  private static final String GRANT =
      "Ask for the rights: ACL SETUSER … +eval +xpending +xinfo|groups +xrange +time +type +xclaim"
          + " +xack +xadd +xdel, and ~KEY for both streams.";

  private final Servers servers;
  private final KeyNames names;
  private final Script script = Script.of("pending.lua");

  PendingEntries(Servers servers, KeyNames names) {
    this.servers = servers;
    this.names = names;
  }

  PendingProbe.OftenDelivered oftenDelivered(StreamRef stream, GroupRef group, long deliveries) {
    List<PendingEntry> found = new ArrayList<>();
    long[] lookedAt = new long[1];
    boolean complete =
        look(
            stream,
            group,
            entry -> {
              lookedAt[0]++;
              if (entry.deliveries() >= deliveries) {
                found.add(entry);
              }
              return true;
            });
    return new PendingProbe.OftenDelivered(found, lookedAt[0], complete);
  }

  PendingList list(GroupRef group, StreamRef stream, PendingFilter filter) {
    byte[] key = names.key(stream.name());
    // Asked before the list, so that nothing that happens after it counts as seen.
    long atMillis = ServerClock.millis(servers.ask(key, Command.time()));
    GroupFacts unused = StartingPoint.group(servers, stream, key, group.name());
    List<PendingEntry> found = new ArrayList<>();
    long[] lookedAt = new long[1];
    boolean complete =
        look(
            stream,
            group,
            entry -> {
              if (filter.matches(entry)) {
                if (found.size() == filter.most()) {
                  return false;
                }
                found.add(entry);
              }
              lookedAt[0]++;
              return filter.ids().isEmpty() || found.size() < filter.ids().size();
            });
    complete |= !filter.ids().isEmpty() && found.size() == filter.ids().size();
    return new PendingList(group, stream, atMillis, rows(key, found), lookedAt[0], complete);
  }

  /** Whether {@code each} was told of all there are; it ends the look with false. */
  private boolean look(StreamRef stream, GroupRef group, Predicate<PendingEntry> each) {
    byte[] key = names.key(stream.name());
    byte[] groupKey = names.key(group.name());
    byte[] from = Command.FIRST;
    long lookedAt = 0;
    while (lookedAt < MOST_LOOKED_AT) {
      List<?> page =
          Reply.list(servers.ask(key, Command.pending(key, groupKey, from, PENDING_PER_CALL)));
      for (Object one : page) {
        List<?> entry = Reply.list(one);
        EntryId id = EntryIds.parse(Reply.bytes(entry.get(0)));
        boolean goOn =
            each.test(
                new PendingEntry(
                    stream,
                    group,
                    id,
                    names.name(Reply.bytes(entry.get(1))),
                    Duration.ofMillis(Reply.number(entry.get(2)).orElse(0)),
                    Reply.number(entry.get(3)).orElse(0)));
        if (!goOn) {
          return false;
        }
        from = EntryIds.bytes(EntryIds.next(id));
      }
      lookedAt += page.size();
      if (page.size() < PENDING_PER_CALL) {
        return true;
      }
    }
    return false;
  }

  private List<PendingList.Row> rows(byte[] key, List<PendingEntry> entries) {
    List<PendingList.Row> rows = new ArrayList<>(entries.size());
    for (int from = 0; from < entries.size(); from += READ_AT_ONCE) {
      List<PendingEntry> some =
          entries.subList(from, Math.min(entries.size(), from + READ_AT_ONCE));
      List<Servers.Keyed> questions = new ArrayList<>(some.size());
      for (PendingEntry entry : some) {
        byte[] id = EntryIds.bytes(entry.id());
        questions.add(new Servers.Keyed(key, Command.range(key, id, id, 1)));
      }
      List<@Nullable Object> replies = servers.askAll(questions);
      for (int i = 0; i < some.size(); i++) {
        if (replies.get(i) instanceof RuntimeException failed) {
          throw Failures.exception(failed, servers.serverOf(key));
        }
        List<?> found = Reply.list(replies.get(i));
        rows.add(
            new PendingList.Row(
                some.get(i),
                !found.isEmpty(),
                found.isEmpty() ? "" : shown(Reply.list(Reply.list(found.getFirst()).get(1)))));
      }
    }
    return rows;
  }

  private static String shown(List<?> fields) {
    FieldsJson.Text text = FieldsJson.of(fields, FIELDS_SHOWN);
    String json = new String(text.bytes(), java.nio.charset.StandardCharsets.UTF_8);
    return text.trueLength() > text.bytes().length ? json + "…" : json;
  }

  void check(PendingList entries, PendingAction action) {
    byte[] key = names.key(entries.stream().name());
    String group = entries.group().name();
    switch (action) {
      case PendingAction.Acknowledge _, PendingAction.Retry _ -> {}
      case PendingAction.Claim(String consumer) -> {
        Set<String> consumers = new TreeSet<>();
        for (Object one :
            Reply.list(servers.ask(key, Command.consumersInfo(key, names.key(group))))) {
          Map<String, @Nullable Object> facts = Reply.map(one);
          consumers.add(names.name(Reply.bytes(facts.get("name"))));
        }
        if (!consumers.contains(consumer)) {
          throw new ConnectorException(
              new ConnectorFailure.Missing(
                  "Group '" + group + "' has no consumer '" + consumer + "'.",
                  consumers.isEmpty()
                      ? "It has none at all."
                      : "It has: " + String.join(", ", consumers) + "."));
        }
      }
      case PendingAction.MoveTo(StreamRef to, boolean _) -> checkTarget(entries.stream(), key, to);
    }
  }

  private void checkTarget(StreamRef stream, byte[] key, StreamRef to) {
    if (to.name().equals(stream.name())) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "'" + to.name() + "' is the stream they are in.", "Name another one."));
    }
    byte[] target = names.key(to.name());
    if (servers.settings().mode() == RedisSettings.Mode.CLUSTER
        && JedisClusterCRC16.getSlot(key) != JedisClusterCRC16.getSlot(target)) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "'"
                  + stream.name()
                  + "' and '"
                  + to.name()
                  + "' are in different slots of the cluster, so no one step moves an entry.",
              "Choose a stream with the same part in braces, such as {"
                  + stream.name()
                  + "}:dlq."));
    }
    String kind = Reply.text(servers.ask(target, Command.type(target)));
    if (!kind.equals("stream")) {
      throw new ConnectorException(noTarget(to.name(), kind.equals("none")));
    }
  }

  private static ConnectorFailure noTarget(String name, boolean missing) {
    return missing
        ? new ConnectorFailure.Missing(
            "There is no stream '" + name + "', and none is made by itself.",
            "Make it: XGROUP CREATE " + name + " GROUP $ MKSTREAM.")
        : new ConnectorFailure.Rejected(
            "Key '" + name + "' is there and is not a stream.", "Choose a stream.");
  }

  List<PendingOutcome> act(PendingList entries, PendingAction action) {
    check(entries, action);
    return actUnchecked(entries, action);
  }

  /** What a check found may have changed a moment later, so the script looks once more. */
  List<PendingOutcome> actUnchecked(PendingList entries, PendingAction action) {
    byte[] key = names.key(entries.stream().name());
    HostAndPort server = servers.serverOf(key);
    List<PendingOutcome> outcomes = new ArrayList<>(entries.rows().size());
    // A connection of its own: one from the pool would ask again if it broke.
    try (RedisLink link = connect(server)) {
      tryRights(link, key, entries.group(), action);
      List<PendingList.Row> rows = entries.rows();
      for (int from = 0; from < rows.size(); from += ACTED_AT_ONCE) {
        List<PendingList.Row> some =
            rows.subList(from, Math.min(rows.size(), from + ACTED_AT_ONCE));
        boolean goOn = act(link, entries, some, action, outcomes);
        if (!goOn) {
          break;
        }
      }
    }
    while (outcomes.size() < entries.rows().size()) {
      outcomes.add(new PendingOutcome.NotTried());
    }
    return List.copyOf(outcomes);
  }

  /**
   * A user who may add and not acknowledge would leave copies behind. No entry has the id 0-0, so
   * only the right to do so is tried.
   */
  private void tryRights(RedisLink link, byte[] key, GroupRef group, PendingAction action) {
    if (action instanceof PendingAction.MoveTo(StreamRef _, boolean delete)) {
      byte[] nothing = EntryIds.bytes(EntryIds.ZERO);
      try {
        Object unused = link.ask(Command.acknowledge(key, names.key(group.name()), nothing));
        if (delete) {
          unused = link.ask(Command.delete(key, nothing));
        }
      } catch (JedisException refused) {
        throw new ConnectorException(failure(refused, link.server().toString(), action), refused);
      }
    }
  }

  private RedisLink connect(HostAndPort server) {
    try {
      return servers.connect(server, servers.settings().socketTimeoutMillis());
    } catch (RuntimeException failed) {
      throw Failures.exception(failed, server);
    }
  }

  /** Whether the next may be tried. */
  private boolean act(
      RedisLink link,
      PendingList entries,
      List<PendingList.Row> some,
      PendingAction action,
      List<PendingOutcome> outcomes) {
    List<?> told;
    try {
      told = Reply.list(link.ask(command(entries, some, action)));
    } catch (JedisConnectionException away) {
      ConnectorFailure why = Failures.of(away, link.server().toString());
      some.forEach(_ -> outcomes.add(new PendingOutcome.Unclear(why)));
      return false;
    } catch (JedisException refused) {
      ConnectorFailure why = failure(refused, link.server().toString(), action);
      if (outcomes.isEmpty()) {
        throw new ConnectorException(why, refused);
      }
      outcomes.add(new PendingOutcome.Refused(why));
      return false;
    }
    for (Object one : told) {
      List<?> outcome = Reply.list(one);
      String text = Reply.text(outcome.get(1));
      switch (Reply.text(outcome.getFirst())) {
        case "done" -> outcomes.add(new PendingOutcome.Done());
        case "moved" -> outcomes.add(moved(text, false));
        case "left" -> outcomes.add(moved(text, true));
        case "redelivered" -> outcomes.add(new PendingOutcome.Redelivered());
        case "acknowledged" -> outcomes.add(new PendingOutcome.Acknowledged());
        case "gone" -> outcomes.add(new PendingOutcome.Gone());
        default -> {
          outcomes.add(
              new PendingOutcome.Refused(
                  failure(new JedisDataException(text), link.server().toString(), action)));
          return false;
        }
      }
    }
    return true;
  }

  private static PendingOutcome moved(String id, boolean left) {
    return new PendingOutcome.Moved(EntryIds.parse(Command.bytes(id)), left);
  }

  private Command command(PendingList entries, List<PendingList.Row> some, PendingAction action) {
    List<byte[]> keys = new ArrayList<>();
    keys.add(names.key(entries.stream().name()));
    String verb;
    byte[] claimer = new byte[0];
    boolean delete = false;
    switch (action) {
      case PendingAction.Claim(String consumer) -> {
        verb = "claim";
        claimer = names.key(consumer);
      }
      case PendingAction.Acknowledge _ -> verb = "acknowledge";
      case PendingAction.Retry _ -> verb = "retry";
      case PendingAction.MoveTo(StreamRef to, boolean deleted) -> {
        verb = "move";
        delete = deleted;
        keys.add(names.key(to.name()));
      }
    }
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(names.key(entries.group().name()));
    arguments.add(Command.bytes(verb));
    arguments.add(Command.bytes(Long.toString(entries.atMillis())));
    arguments.add(claimer);
    arguments.add(Command.bytes(delete ? "1" : "0"));
    for (PendingList.Row row : some) {
      PendingEntry entry = row.entry();
      arguments.add(EntryIds.bytes(entry.id()));
      arguments.add(names.key(entry.consumer()));
      arguments.add(Command.bytes(Long.toString(entry.deliveries())));
      arguments.add(action instanceof PendingAction.MoveTo ? note(entries, entry) : new byte[0]);
    }
    return script.on(keys, arguments);
  }

  /**
   * Where an entry was and why it was moved, as Protean writes it, in a field that is no other's.
   */
  private static byte[] note(PendingList entries, PendingEntry entry) {
    List<byte[]> facts = new ArrayList<>();
    add(facts, "original_stream", entry.stream().name());
    add(facts, "original_id", entry.id().toString());
    add(facts, "consumer_group", entry.group().name());
    add(facts, "consumer", entry.consumer());
    add(facts, "failed_at", Long.toString(entries.atMillis()));
    add(facts, "retry_count", Long.toString(entry.deliveries()));
    add(facts, "failure_reason", "delivered " + entry.deliveries() + " times, never acknowledged");
    return FieldsJson.of(facts, Integer.MAX_VALUE).bytes();
  }

  private static void add(List<byte[]> facts, String name, String value) {
    facts.add(Command.bytes(name));
    facts.add(Command.bytes(value));
  }

  private static ConnectorFailure failure(
      JedisException refused, String server, PendingAction action) {
    String text = String.valueOf(refused.getMessage());
    if (action instanceof PendingAction.MoveTo(StreamRef to, boolean _)
        && (text.contains("WEIRMISSING") || text.contains("WEIRTYPE"))) {
      return noTarget(to.name(), text.contains("WEIRMISSING"));
    }
    if (text.contains("WEIRFIELDS")) {
      return new ConnectorFailure.Rejected(
          "The entry has more fields than a script can put into another stream.",
          "Move it by a program of its own.");
    }
    if (text.contains("WEIRNOBODY")) {
      return new ConnectorFailure.Rejected(
          "The entry belongs to no consumer.", "Claim it for one.");
    }
    ConnectorFailure failure = Failures.of(refused, server);
    return failure instanceof ConnectorFailure.Unauthorized(String what, String _)
        ? new ConnectorFailure.Unauthorized(what, GRANT)
        : failure;
  }
}
