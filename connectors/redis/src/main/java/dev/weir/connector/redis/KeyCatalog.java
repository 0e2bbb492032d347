package dev.weir.connector.redis;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamCatalog;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;

/** Keys that hold streams, as streams. Reads only. Thread-safe. */
final class KeyCatalog implements StreamCatalog {
  private final String connection;
  private final Servers servers;
  private final KeyNames names;
  private final InstantSource clock;
  private final Discovery discovery;
  private final XinfoReader xinfo;
  private final KeySizes sizes;
  private final EntryTimes times;

  KeyCatalog(
      String connection,
      Servers servers,
      KeyNames names,
      InstantSource clock,
      Discovery discovery,
      XinfoReader xinfo,
      KeySizes sizes,
      EntryTimes times) {
    this.connection = connection;
    this.servers = servers;
    this.names = names;
    this.clock = clock;
    this.discovery = discovery;
    this.xinfo = xinfo;
    this.sizes = sizes;
    this.times = times;
  }

  @Override
  public List<StreamInfo> streams() {
    List<StreamInfo> streams = new ArrayList<>();
    for (String stream : discovery.streams()) {
      streams.add(info(new StreamRef(connection, stream)));
    }
    return streams;
  }

  private static StreamInfo info(StreamRef stream) {
    return new StreamInfo(stream, StreamKind.REDIS_STREAM, "", 1, false, Optional.empty());
  }

  @Override
  public List<StreamEnds> ends(Collection<StreamRef> streams) {
    List<StreamRef> wanted = List.copyOf(streams);
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<Servers.Keyed> questions = new ArrayList<>(wanted.size());
    for (StreamRef stream : wanted) {
      byte[] key = names.key(stream.name());
      questions.add(new Servers.Keyed(key, Command.streamInfo(key)));
    }
    RoundTrip<List<@Nullable Object>> trip = RoundTrip.of(clock, () -> servers.askAll(questions));
    sizes.refresh(wanted);
    List<StreamEnds> ends = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      StreamRef stream = wanted.get(i);
      Object reply = trip.answers().get(i);
      if (reply instanceof RuntimeException failed) {
        ConnectorFailure failure =
            Failures.of(failed, servers.serverOf(questions.get(i).key()).toString());
        if (!(failure instanceof ConnectorFailure.Missing)) {
          ends.add(
              new StreamEnds(
                  stream, "", List.of(), false, OptionalLong.empty(), 0, Optional.of(failure)));
        }
        continue;
      }
      StreamFacts facts = xinfo.stream(reply);
      ends.add(
          new StreamEnds(
              stream,
              "",
              List.of(
                  new PartitionEnds(
                      new PartitionRef(stream, 0),
                      facts.logStart(),
                      facts.end(),
                      -1,
                      trip.atMillis(),
                      trip.atNanos())),
              facts.added().isPresent(),
              sizes.of(stream),
              facts.length(),
              Optional.empty()));
    }
    return ends;
  }

  @Override
  public Map<StreamRef, Long> oldestMillis(Collection<StreamRef> streams) {
    return millis(streams, key -> Command.range(key, Command.FIRST, Command.LAST, 1));
  }

  @Override
  public Map<StreamRef, Long> newestMillis(Collection<StreamRef> streams) {
    return millis(streams, key -> Command.reverseRange(key, Command.LAST, Command.FIRST, 1));
  }

  private Map<StreamRef, Long> millis(
      Collection<StreamRef> streams, Function<byte[], Command> question) {
    return times.firstMillis(
        List.copyOf(streams),
        stream -> {
          byte[] key = names.key(stream.name());
          return new Servers.Keyed(key, question.apply(key));
        });
  }

  @Override
  public StreamDetail describe(StreamRef stream) {
    byte[] key = names.key(stream.name());
    HostAndPort server = servers.serverOf(key);
    List<@Nullable Object> replies =
        servers.askAll(
            List.of(
                new Servers.Keyed(key, Command.streamInfo(key)),
                new Servers.Keyed(key, Command.groupsInfo(key)),
                new Servers.Keyed(key, Command.memoryUsage(key)),
                new Servers.Keyed(key, Command.info("replication"))));
    if (replies.get(0) instanceof RuntimeException failed) {
      throw Failures.ofStream(failed, stream, server);
    }
    StreamFacts facts = xinfo.stream(replies.get(0));
    List<GroupRef> groups = new ArrayList<>();
    for (GroupFacts group : GroupFacts.of(Reply.list(replies.get(1)))) {
      groups.add(new GroupRef(connection, names.name(group.rawName())));
    }
    groups.sort(null);
    OptionalLong bytes = Reply.number(replies.get(2));
    Map<String, String> replication = Reply.info(replies.get(3));
    return new StreamDetail(
        info(stream),
        List.of(
            new StreamDetail.Partition(
                0,
                server.toString(),
                replicas(replication),
                online(replication),
                facts.logStart(),
                facts.end(),
                bytes)),
        shown(facts, bytes),
        List.of(),
        groups);
  }

  private static int replicas(Map<String, String> replication) {
    return 1
        + (int)
            Reply.number(Command.bytes(replication.getOrDefault("connected_slaves", "0")))
                .orElse(0);
  }

  private static int online(Map<String, String> replication) {
    return 1
        + (int)
            replication.entrySet().stream()
                .filter(
                    entry ->
                        entry.getKey().matches("slave\\d+")
                            && entry.getValue().contains("state=online"))
                .count();
  }

  private Map<String, String> shown(StreamFacts facts, OptionalLong bytes) {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("Length", count(facts.length()));
    facts.added().ifPresent(added -> shown.put("Entries ever added", count(added)));
    facts.first().ifPresent(id -> shown.put("First entry", described(id)));
    facts.last().ifPresent(id -> shown.put("Last entry", described(id)));
    shown.put("Last generated id", facts.lastGenerated().toString());
    facts
        .maxDeleted()
        .filter(id -> !id.equals(EntryIds.ZERO))
        .ifPresent(id -> shown.put("Greatest deleted id", id.toString()));
    shown.put("Groups", count(facts.groups()));
    bytes.ifPresent(size -> shown.put("Memory", count(size) + " bytes"));
    return shown;
  }

  private String described(EntryId id) {
    OptionalLong millis = times.millis(id);
    return millis.isPresent()
        ? id + " (" + Instant.ofEpochMilli(millis.getAsLong()) + ")"
        : id.toString();
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
