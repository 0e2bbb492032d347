package dev.weir.connector.redis;

import dev.weir.stream.AfterReplay;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Header;
import dev.weir.stream.Payload;
import dev.weir.stream.PendingSource;
import dev.weir.stream.Position;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayRecord;
import dev.weir.stream.StreamRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisRedirectionException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Brings dead letters back by scripts. What was written is remembered in a hash on the server of
 * the stream it went to, in the same step as it is written; where the dead letters are on that
 * server too, they are taken away in that step. In a cluster, what is in another slot is taken away
 * after replicas have the record, and made good after a crash. Confined to one thread.
 */
final class ScriptLane implements ReplayLane {
  private static final Script BEGIN = Script.of("replay-begin.lua");
  private static final Script WRITE = Script.of("replay-write.lua");

  /** How long a server remembers a job after its last write. */
  private static final int MEMORY_SECONDS = 30 * 24 * 3_600;

  private static final int REPLICA_WAIT_MILLIS = 1_000;
  private static final int DELETED_AT_ONCE = 500;
  private static final int SCANNED_AT_ONCE = 1_000;
  private static final byte[] FROM_THE_START = Command.bytes("0");

  /** No entry has this id. */
  private static final byte[] NO_ENTRY = EntryIds.bytes(EntryIds.ZERO);

  private static final String GRANT =
      "Ask for the rights: ACL SETUSER … +eval +xadd +xdel +xrange +xpending +xinfo +type +exists"
          + " +hget +hset +hscan +hincrby +expire +wait (for --after ack also +xack +time), ~KEY"
          + " for all streams, and ~weir:replay:*.";

  private final Servers servers;
  private final KeyNames names;
  private final ReplayJob job;
  private final byte[] source;

  /** By what is remembered, as a name: the number that this lane has been given there. */
  private final Map<String, byte[]> epochs = new HashMap<>();

  private final Map<HostAndPort, RedisLink> links = new HashMap<>();

  /** Dead letters in other slots that are yet to be taken away. */
  private final List<byte[]> left = new ArrayList<>();

  ScriptLane(Servers servers, KeyNames names, ReplayJob job) {
    this.servers = servers;
    this.names = names;
    this.job = job;
    this.source = names.key(job.source().name());
    if (job.after() == AfterReplay.DONE) {
      boolean elsewhere =
          isElsewhere(servers, source, names.key(AfterReplay.done(job.source()).name()));
      refuse(elsewhere || isAnyElsewhere(), "moves it on", "--after delete or --after keep");
    } else if (job.after() == AfterReplay.ACK) {
      refuse(job.foreign() || isAnyElsewhere(), "acknowledges it", "--after keep");
    }
  }

  private boolean isAnyElsewhere() {
    return job.targets().stream()
        .anyMatch(target -> isElsewhere(servers, source, names.key(target.name())));
  }

  private void refuse(boolean elsewhere, String step, String remedy) {
    if (elsewhere) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "'"
                  + job.source().name()
                  + "' is in another slot of the cluster than where records go, so no one step adds"
                  + " a record and "
                  + step
                  + ".",
              "Plan with " + remedy + "."));
    }
  }

  /** Whether two keys are in different slots of a cluster. */
  static boolean isElsewhere(Servers servers, byte[] a, byte[] b) {
    return servers.settings().mode() == RedisSettings.Mode.CLUSTER
        && JedisClusterCRC16.getSlot(a) != JedisClusterCRC16.getSlot(b);
  }

  /** Whether no script can reach both the dead letters and {@code target}. */
  private boolean isElsewhere(byte[] target) {
    return job.foreign() || isElsewhere(servers, source, target);
  }

  @Override
  public Begun begin() {
    Map<Integer, Position> written = new HashMap<>();
    boolean known = true;
    switch (job.after()) {
      case KEEP -> {}
      case DELETE, DONE -> tryTo(Command.delete(source, NO_ENTRY));
      case ACK -> tryTo(Command.acknowledge(source, holder(), NO_ENTRY));
    }
    for (StreamRef target : job.targets()) {
      byte[] key = names.key(target.name());
      byte[] memory = memory(key);
      String name = KeyNames.text(memory);
      if (epochs.containsKey(name)) {
        continue;
      }
      List<?> told;
      HostAndPort server = servers.serverOf(key);
      try {
        told =
            Reply.list(
                link(server).ask(BEGIN.on(List.of(memory), List.of(number(MEMORY_SECONDS)))));
      } catch (RuntimeException failed) {
        servers.forget();
        throw new ConnectorException(failure(failed, server), failed);
      }
      // One of several servers that has forgotten is enough to look for what was under way.
      known &= Reply.number(told.get(0)).orElse(0) == 1;
      epochs.put(name, Reply.bytes(told.get(1)));
      boolean elsewhere = isElsewhere(key);
      remember(server, memory, elsewhere && job.after() == AfterReplay.DELETE, written);
    }
    takeAwayLeft();
    return new Begun.Remembered(written, known);
  }

  /** Reads what was written in steps, so that a long job does not hold the server up. */
  private void remember(
      HostAndPort server, byte[] memory, boolean elsewhere, Map<Integer, Position> written) {
    byte[] cursor = FROM_THE_START;
    do {
      List<?> step;
      try {
        step = Reply.list(link(server).ask(Command.hashScan(memory, cursor, SCANNED_AT_ONCE)));
      } catch (RuntimeException failed) {
        servers.forget();
        throw new ConnectorException(failure(failed, server), failed);
      }
      List<?> remembered = Reply.list(step.get(1));
      for (int i = 0; i + 1 < remembered.size(); i += 2) {
        String field = Reply.text(remembered.get(i));
        String[] places = Reply.text(remembered.get(i + 1)).split(" ", 2);
        if (!field.equals("epoch") && places.length == 2) {
          Position before =
              written.put(Integer.parseInt(field), EntryIds.parse(Command.bytes(places[0])));
          if (elsewhere && before == null) {
            left.add(Command.bytes(places[1]));
          }
        }
      }
      cursor = Reply.bytes(step.get(0));
    } while (!Arrays.equals(cursor, FROM_THE_START));
  }

  /** Only the right to it is tried, before anything is written. */
  private void tryTo(Command command) {
    HostAndPort server = servers.serverOf(source);
    try {
      Object unused = link(server).ask(command);
    } catch (RuntimeException refused) {
      servers.forget();
      throw new ConnectorException(failure(refused, server), refused);
    }
  }

  @Override
  public Outcome write(List<ReplayRecord> records, int next, int quarantined) {
    Map<StreamRef, List<ReplayRecord>> byTarget = new LinkedHashMap<>();
    records.forEach(
        record -> byTarget.computeIfAbsent(record.to(), _ -> new ArrayList<>()).add(record));
    Map<Integer, Position> places = new HashMap<>();
    for (Map.Entry<StreamRef, List<ReplayRecord>> share : byTarget.entrySet()) {
      Outcome outcome;
      try {
        outcome = write(share.getKey(), share.getValue());
      } catch (JedisConnectionException away) {
        servers.forget();
        return new Outcome.Unclear(Failures.of(away, server(share.getKey())));
      } catch (JedisRedirectionException moved) {
        servers.forget();
        return new Outcome.Unclear(Failures.of(moved, server(share.getKey())));
      } catch (ConnectorException away) {
        return new Outcome.Unclear(away.failure());
      } catch (JedisException refused) {
        outcome = refused(failure(refused, servers.serverOf(names.key(share.getKey().name()))));
      }
      if (!(outcome instanceof Outcome.Written(List<Position> some))) {
        return outcome instanceof Outcome.Refused(ConnectorFailure why, boolean ofRecords)
                && !ofRecords
                && !places.isEmpty()
            ? new Outcome.Unclear(why)
            : outcome;
      }
      for (int i = 0; i < some.size(); i++) {
        places.put(share.getValue().get(i).index(), some.get(i));
      }
    }
    takeAwayLeft();
    List<Position> ordered = new ArrayList<>(records.size());
    for (ReplayRecord record : records) {
      Position place = places.get(record.index());
      if (place == null) {
        throw new IllegalStateException(record.index() + " was written and has no place");
      }
      ordered.add(place);
    }
    return new Outcome.Written(ordered);
  }

  private String server(StreamRef target) {
    return servers.settings().mode() == RedisSettings.Mode.STANDALONE
        ? servers.serverOf(names.key(target.name())).toString()
        : "The server of " + target.name();
  }

  private Outcome write(StreamRef target, List<ReplayRecord> records) {
    byte[] key = names.key(target.name());
    byte[] memory = memory(key);
    boolean elsewhere = isElsewhere(key);
    List<byte[]> keys = new ArrayList<>(List.of(key, memory));
    if (!elsewhere) {
      keys.add(source);
      if (job.after() == AfterReplay.DONE) {
        keys.add(names.key(AfterReplay.done(job.source()).name()));
      }
    }
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(epochs.getOrDefault(KeyNames.text(memory), new byte[0]));
    arguments.add(
        Command.bytes(
            switch (job.after()) {
              case KEEP -> "keep";
              case DELETE -> "delete";
              case DONE -> "done";
              case ACK -> "ack";
            }));
    arguments.add(number(MEMORY_SECONDS));
    arguments.add(holder());
    arguments.add(
        Command.bytes(Long.toString(job.pending().map(PendingSource::atMillis).orElse(0L))));
    for (ReplayRecord record : records) {
      List<byte[]> fields = fields(record);
      arguments.add(number(record.index()));
      arguments.add(id(record));
      arguments.add(number(fields.size()));
      arguments.addAll(fields);
    }
    RedisLink link = link(servers.serverOf(key));
    List<?> told = Reply.list(link.ask(WRITE.on(keys, arguments)));
    String detail = told.size() > 1 ? Reply.text(told.get(1)) : "";
    return switch (Reply.text(told.getFirst())) {
      case "written" -> {
        List<Position> places = new ArrayList<>(records.size());
        for (int i = 0; i < records.size(); i++) {
          places.add(EntryIds.parse(Reply.bytes(told.get(i + 1))));
          if (elsewhere && job.after() == AfterReplay.DELETE) {
            left.add(id(records.get(i)));
          }
        }
        yield new Outcome.Written(places);
      }
      case "fenced" -> new Outcome.Fenced();
      case "forgotten" ->
          new Outcome.Unclear(
              new ConnectorFailure.TimedOut(
                  "What " + link.server() + " remembered of the job is gone.",
                  "It was evicted or deleted; what was written is looked for."));
      case "gone" ->
          new Outcome.Refused(
              new ConnectorFailure.Rejected(
                  "The dead letter was trimmed or deleted since it was planned.", ""),
              true);
      case "acknowledged" ->
          new Outcome.Refused(
              new ConnectorFailure.Rejected(
                  "It was acknowledged since it was planned: the group has handled it.", ""),
              true);
      case "redelivered" ->
          new Outcome.Refused(
              new ConnectorFailure.Rejected(
                  "The group was given it again since it was planned, and may be handling it.", ""),
              true);
      case "fields" ->
          new Outcome.Refused(
              new ConnectorFailure.Rejected(
                  "The entry has more than 3,500 fields, which a script cannot put together.", ""),
              true);
      case "missing" ->
          new Outcome.Refused(
              new ConnectorFailure.Missing(
                  "There is no stream '" + detail + "' on " + link.server() + " any more.",
                  "Make it (XGROUP CREATE " + detail + " GROUP $ MKSTREAM), and resume."),
              false);
      case "type" ->
          new Outcome.Refused(
              new ConnectorFailure.Rejected(
                  "Key '" + detail + "' on " + link.server() + " is not a stream.",
                  "Rename what is there, and resume."),
              false);
      default -> refused(failure(new JedisDataException(detail), link.server()));
    };
  }

  /** What passes is waited for; for the rest a person has to do something. */
  private Outcome refused(ConnectorFailure failure) {
    return switch (failure) {
      case ConnectorFailure.Unreachable _, ConnectorFailure.TimedOut _ -> {
        servers.forget();
        yield new Outcome.Unclear(failure);
      }
      case ConnectorFailure.Missing _,
          ConnectorFailure.Rejected _,
          ConnectorFailure.Unauthorized _ ->
          new Outcome.Refused(failure, false);
    };
  }

  private static ConnectorFailure failure(Throwable failed, HostAndPort server) {
    ConnectorFailure failure = Failures.of(failed, server.toString());
    return failure instanceof ConnectorFailure.Unauthorized(String what, String _)
        ? new ConnectorFailure.Unauthorized(what, GRANT)
        : failure;
  }

  /** The group that has the entries pending; empty if they are not chosen by that. */
  private byte[] holder() {
    return job.pending().map(from -> names.key(from.group())).orElse(new byte[0]);
  }

  private static byte[] id(ReplayRecord record) {
    return EntryIds.bytes(record.from() instanceof EntryId id ? id : EntryIds.ZERO);
  }

  /** Fields as they are written. Names that are not text are looked up in the dead letter. */
  private List<byte[]> fields(ReplayRecord record) {
    List<byte[]> fields = new ArrayList<>(2 * record.record().headers().size());
    List<?> raw = null;
    int at = 0;
    for (Header header : record.record().headers()) {
      if (!(header.value() instanceof Payload.Bytes(byte[] value, int _))) {
        continue;
      }
      byte[] name = Command.bytes(header.name());
      if (header.name().indexOf('\\') >= 0 && !job.foreign()) {
        raw = raw == null ? rawFields(id(record)) : raw;
        for (int i = at; i + 1 < raw.size(); i += 2) {
          byte[] candidate = Reply.bytes(raw.get(i));
          if (KeyNames.text(candidate).equals(header.name())
              && Arrays.equals(Reply.bytes(raw.get(i + 1)), value)) {
            name = candidate;
            at = i + 2;
            break;
          }
        }
      }
      fields.add(name);
      fields.add(value);
    }
    return fields;
  }

  private List<?> rawFields(byte[] id) {
    List<?> entries =
        Reply.list(link(servers.serverOf(source)).ask(Command.range(source, id, id, 1)));
    return entries.isEmpty() ? List.of() : Reply.list(Reply.list(entries.getFirst()).get(1));
  }

  /**
   * Nothing is taken away whose copy a failover could lose. What stays now is tried again with the
   * next batch, at the end, and when the job goes on.
   */
  private void takeAwayLeft() {
    if (left.isEmpty()) {
      return;
    }
    try {
      if (!haveReplicasAll()) {
        return;
      }
      while (!left.isEmpty()) {
        List<byte[]> some = left.subList(0, Math.min(left.size(), DELETED_AT_ONCE));
        Object unused = link(servers.serverOf(source)).ask(Command.delete(source, some));
        some.clear();
      }
    } catch (JedisException | ConnectorException failed) {
      servers.forget();
    }
  }

  private boolean haveReplicasAll() {
    for (RedisLink link : List.copyOf(links.values())) {
      Map<String, String> replication = Reply.info(link.ask(Command.info("replication")));
      boolean alone = replication.getOrDefault("connected_slaves", "0").equals("0");
      if (!alone && Reply.number(link.ask(Command.await(1, REPLICA_WAIT_MILLIS))).orElse(0) == 0) {
        return false;
      }
    }
    return true;
  }

  /** What is remembered of the job, on the server and in the slot of {@code target}. */
  private byte[] memory(byte[] target) {
    if (servers.settings().mode() != RedisSettings.Mode.CLUSTER) {
      return Command.bytes("weir:replay:" + job.id());
    }
    byte[] tag = tag(target);
    byte[] before = Command.bytes("weir:replay:{");
    byte[] after = Command.bytes("}:" + job.id());
    byte[] memory = Arrays.copyOf(before, before.length + tag.length + after.length);
    System.arraycopy(tag, 0, memory, before.length, tag.length);
    System.arraycopy(after, 0, memory, before.length + tag.length, after.length);
    if (JedisClusterCRC16.getSlot(memory) != JedisClusterCRC16.getSlot(target)) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              "No key can be put in the slot of '" + KeyNames.text(target) + "', by its braces.",
              "Send the records to another stream with --to."));
    }
    return memory;
  }

  /** The part of a key that its slot is made of. */
  private static byte[] tag(byte[] key) {
    for (int from = 0; from < key.length; from++) {
      if (key[from] == '{') {
        for (int to = from + 1; to < key.length; to++) {
          if (key[to] == '}') {
            return to > from + 1 ? Arrays.copyOfRange(key, from + 1, to) : key;
          }
        }
        return key;
      }
    }
    return key;
  }

  private RedisLink link(HostAndPort server) {
    RedisLink known = links.get(server);
    if (known == null || known.isBroken()) {
      known = servers.connect(server, servers.settings().socketTimeoutMillis());
      links.put(server, known);
    }
    return known;
  }

  private static byte[] number(int value) {
    return Command.bytes(Integer.toString(value));
  }

  @Override
  public void close() {
    takeAwayLeft();
    links.values().forEach(RedisLink::close);
    links.clear();
  }
}
