package dev.weir.connector.redis;

import dev.weir.stream.AfterReplay;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.ClockOffset;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.LeasePort;
import dev.weir.stream.LeaseShare;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.OffsetResetPort;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.PartitionRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingOutcome;
import dev.weir.stream.PendingPort;
import dev.weir.stream.PendingProbe;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.ProbeLane;
import dev.weir.stream.ProbePort;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ProducePort;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.ReplayJob;
import dev.weir.stream.ReplayLane;
import dev.weir.stream.ReplayPort;
import dev.weir.stream.ReplayTarget;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Redis Streams on one server, a sentinel's master, or a cluster. Groups exist per stream; those of
 * one name are told as one group that reads several streams.
 *
 * <p>What the server offers is learnt from what its answers contain, never from its version.
 */
final class RedisConnector
    implements Connector,
        ProbePort,
        PendingProbe,
        PendingPort,
        OffsetResetPort,
        ProducePort,
        LeasePort,
        ReplayPort {
  private static final int CLOCK_QUESTIONS = 5;

  private static final Duration MEMORY_AGE = Duration.ofSeconds(60);
  private static final int MOST_MEMORY_ASKED = 50;

  /** Pending entries looked at for the one that waits longest. */
  private static final int PENDING_SEEN = 100;

  private final String name;
  private final InstantSource clock;
  private final Servers servers;
  private final KeyNames names = new KeyNames();
  private final Discovery discovery;
  private final UnreadCount unread;
  private final OffsetResets resets;
  private final PendingEntries pendingEntries;
  private final EntryReplays replays;
  private final Map<String, Memory> memory = new ConcurrentHashMap<>();
  private volatile Map<String, Set<String>> streamsByGroup = Map.of();
  private volatile String broker = "";
  private volatile boolean lagMissing;
  private volatile boolean addedMissing;
  private volatile boolean memoryDenied;

  private record Memory(long bytes, long atNanos) {}

  RedisConnector(String name, RedisSettings settings, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    this.servers = new Servers(settings);
    this.discovery = new Discovery(servers, names);
    this.unread = new UnreadCount(servers);
    this.resets = new OffsetResets(servers, names);
    this.pendingEntries = new PendingEntries(servers, names);
    this.replays = new EntryReplays(servers, names);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String describeBroker() {
    String known = broker;
    if (known.isEmpty()) {
      List<HostAndPort> primaries = servers.primaries();
      Map<String, String> info =
          servers.on(primaries.getFirst(), link -> Reply.info(link.ask(Command.info("server"))));
      known = product(info);
      if (servers.settings().mode() == RedisSettings.Mode.CLUSTER) {
        known += " cluster, " + primaries.size() + " primaries";
      }
      broker = known;
    }
    return known;
  }

  /** "Redis 7.0.15", "Valkey 8.0.1". */
  static String product(Map<String, String> info) {
    if (info.containsKey("valkey_version")) {
      return "Valkey " + info.get("valkey_version");
    }
    return "Redis " + info.getOrDefault("redis_version", "of unknown version");
  }

  @Override
  public String limits() {
    List<String> limits = new ArrayList<>();
    String who = broker.isEmpty() ? "This server" : broker;
    if (lagMissing) {
      limits.add(
          who
              + " does not report the lag of groups (Redis 7.0 does): it is counted up to "
              + String.format(java.util.Locale.ROOT, "%,d", UnreadCount.MOST_COUNTED)
              + " entries.");
    }
    if (addedMissing) {
      limits.add(
          who
              + " does not report how many entries were ever added (Redis 7.0 does): rates come"
              + " from lengths, and what is trimmed cannot be counted.");
    }
    if (memoryDenied) {
      limits.add("This user may not ask for sizes (MEMORY USAGE).");
    }
    String discovered = discovery.limits();
    if (!discovered.isEmpty()) {
      limits.add(discovered);
    }
    return String.join(" ", limits);
  }

  @Override
  public ProbeLane openProbe(StreamRef stream) {
    byte[] key = names.key(stream.name());
    HostAndPort server = servers.serverOf(key);
    try {
      RedisLink link = servers.connect(server, servers.settings().socketTimeoutMillis());
      // A stream is there from its first entry on, and only then it can be read.
      if (Reply.text(link.ask(Command.type(key))).equals("none")) {
        Object unused = link.ask(Command.add(key, RedisProbe.FIELD, Command.bytes("begin")));
      }
      return new RedisProbe(key, server, link);
    } catch (RuntimeException failed) {
      throw Failures.exception(failed, server);
    }
  }

  /** Of a cluster, the first primary's; its servers are expected to agree. */
  @Override
  public Optional<ClockOffset> clockOffset() {
    return servers.on(
        servers.primaries().getFirst(),
        link -> {
          Optional<ClockOffset> best = Optional.empty();
          for (int i = 0; i < CLOCK_QUESTIONS; i++) {
            Instant start = clock.instant();
            List<?> time = Reply.list(link.ask(Command.time()));
            Instant end = clock.instant();
            OptionalLong seconds =
                time.size() < 2 ? OptionalLong.empty() : Reply.number(time.get(0));
            if (seconds.isEmpty()) {
              return Optional.empty();
            }
            double server = seconds.getAsLong() * 1e3 + Reply.number(time.get(1)).orElse(0) / 1e3;
            double error = Duration.between(start, end).toNanos() / 2e6;
            double ahead = server - millis(start) - error;
            if (best.isEmpty() || error < best.get().errorMillis()) {
              best = Optional.of(new ClockOffset(ahead, error));
            }
          }
          return best;
        });
  }

  private static double millis(Instant instant) {
    return instant.getEpochSecond() * 1e3 + instant.getNano() / 1e6;
  }

  @Override
  public List<ClientMetric> clientMetrics() {
    return List.of(
        new ClientMetric("redis.client.commands", Map.of(), servers::commandsAsked),
        new ClientMetric("redis.client.connections-opened", Map.of(), servers::connectionsOpened),
        new ClientMetric("redis.client.connections-in-use", Map.of(), servers::inUse));
  }

  /** The fullest server's memory. Replicas of Redis Enterprise and the like may not tell. */
  @Override
  public List<BrokerFigure> figures() {
    Optional<BrokerFigure> fullest = Optional.empty();
    for (HostAndPort primary : servers.primaries()) {
      Map<String, String> info;
      try {
        info = servers.on(primary, link -> Reply.info(link.ask(Command.info("memory"))));
      } catch (ConnectorException refused) {
        if (refused.failure() instanceof ConnectorFailure.Unauthorized) {
          return List.of();
        }
        throw refused;
      }
      double most = number(info, "maxmemory");
      double used = number(info, "used_memory");
      if (most > 0 && used >= 0 && used / most > fullest.map(BrokerFigure::value).orElse(-1.0)) {
        fullest =
            Optional.of(
                new BrokerFigure(
                    BrokerFigure.Kind.MEMORY_SHARE,
                    used / most,
                    String.format(
                        Locale.ROOT,
                        "%s uses %.0f of %.0f MiB; when it is full: %s.",
                        primary,
                        used / (1 << 20),
                        most / (1 << 20),
                        info.getOrDefault("maxmemory_policy", "unknown"))));
      }
    }
    return fullest.stream().toList();
  }

  /** -1 where it is not told. */
  private static double number(Map<String, String> info, String key) {
    try {
      return Double.parseDouble(info.getOrDefault(key, "-1"));
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  @Override
  public List<StreamInfo> streams() {
    List<StreamInfo> streams = new ArrayList<>();
    for (String stream : discovery.streams()) {
      streams.add(info(new StreamRef(name, stream)));
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
    Moment moment = new Moment();
    List<@Nullable Object> replies = servers.askAll(questions);
    moment.end();
    refreshMemory(wanted);
    List<StreamEnds> ends = new ArrayList<>(wanted.size());
    for (int i = 0; i < replies.size(); i++) {
      StreamRef stream = wanted.get(i);
      Object reply = replies.get(i);
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
      StreamFacts facts = facts(reply);
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
                      moment.atMillis,
                      moment.monotonicNanos)),
              facts.added().isPresent(),
              bytes(stream.name()),
              facts.length(),
              Optional.empty()));
    }
    return ends;
  }

  private StreamFacts facts(@Nullable Object reply) {
    StreamFacts facts = StreamFacts.of(Reply.list(reply));
    addedMissing = facts.added().isEmpty();
    return facts;
  }

  /** The middle of a round trip. */
  private final class Moment {
    private final long startMillis = clock.millis();
    private final long startNanos = System.nanoTime();
    private long atMillis = startMillis;
    private long monotonicNanos = startNanos;

    void end() {
      long half = (System.nanoTime() - startNanos) / 2;
      monotonicNanos = startNanos + half;
      atMillis = startMillis + half / 1_000_000;
    }
  }

  private OptionalLong bytes(String stream) {
    Memory known = memory.get(stream);
    return known == null ? OptionalLong.empty() : OptionalLong.of(known.bytes());
  }

  /** Asks some of the sizes that are unknown or old; the server samples, so it is cheap. */
  private void refreshMemory(List<StreamRef> streams) {
    if (memoryDenied) {
      return;
    }
    long now = System.nanoTime();
    List<String> asked = new ArrayList<>();
    List<Servers.Keyed> questions = new ArrayList<>();
    for (StreamRef stream : streams) {
      Memory known = memory.get(stream.name());
      boolean old = known == null || now - known.atNanos() > MEMORY_AGE.toNanos();
      if (old && asked.size() < MOST_MEMORY_ASKED) {
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
        memoryDenied |= String.valueOf(refused.getMessage()).startsWith("NOPERM");
      }
      OptionalLong bytes = Reply.number(replies.get(i));
      if (bytes.isPresent()) {
        memory.put(asked.get(i), new Memory(bytes.getAsLong(), now));
      }
    }
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
    StreamFacts facts = facts(orThrow(replies.get(0), stream, server));
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
    OptionalLong bytes = Reply.number(replies.get(2));
    bytes.ifPresent(size -> shown.put("Memory", count(size) + " bytes"));
    List<GroupRef> groups = new ArrayList<>();
    for (GroupFacts group : GroupFacts.of(Reply.list(replies.get(1)))) {
      groups.add(new GroupRef(name, names.name(group.rawName())));
    }
    groups.sort(null);
    Map<String, String> replication = Reply.info(replies.get(3));
    int replicas =
        1
            + (int)
                Reply.number(Command.bytes(replication.getOrDefault("connected_slaves", "0")))
                    .orElse(0);
    int online =
        1
            + (int)
                replication.entrySet().stream()
                    .filter(
                        entry ->
                            entry.getKey().matches("slave\\d+")
                                && entry.getValue().contains("state=online"))
                    .count();
    return new StreamDetail(
        info(stream),
        List.of(
            new StreamDetail.Partition(
                0, server.toString(), replicas, online, facts.logStart(), facts.end(), bytes)),
        shown,
        List.of(),
        groups);
  }

  private String described(dev.weir.stream.Position.EntryId id) {
    return EntryIds.isTime(id.millis(), clock.millis())
        ? id + " (" + Instant.ofEpochMilli(id.millis()) + ")"
        : id.toString();
  }

  private static String count(long number) {
    return String.format(java.util.Locale.ROOT, "%,d", number);
  }

  private Object orThrow(@Nullable Object reply, StreamRef stream, HostAndPort server) {
    if (reply instanceof RuntimeException failed) {
      ConnectorException shown = Failures.exception(failed, server);
      if (shown.failure() instanceof ConnectorFailure.Missing) {
        throw new ConnectorException(
            new ConnectorFailure.Missing(
                "There is no stream '" + stream.name() + "' on " + server + ".",
                "Look at the list of streams again; it may have been deleted."),
            failed);
      }
      throw shown;
    }
    return Reply.list(reply);
  }

  @Override
  public RecordCursor open(Collection<StreamRef> streams, TailFrom from, ReadIsolation isolation) {
    return RedisCursor.open(servers, names, clock, streams, from);
  }

  @Override
  public List<GroupInfo> groups() {
    List<String> streams = discovery.streams();
    Map<String, Boolean> hasConsumers = new TreeMap<>();
    Map<String, Set<String>> byGroup = new HashMap<>();
    List<List<GroupFacts>> groups = groupsOf(streams);
    for (int i = 0; i < streams.size(); i++) {
      for (GroupFacts group : groups.get(i)) {
        String groupName = names.name(group.rawName());
        hasConsumers.merge(groupName, group.consumers() > 0, Boolean::logicalOr);
        byGroup.computeIfAbsent(groupName, _ -> new TreeSet<>()).add(streams.get(i));
      }
    }
    streamsByGroup = byGroup;
    List<GroupInfo> infos = new ArrayList<>();
    hasConsumers.forEach(
        (group, any) ->
            infos.add(
                new GroupInfo(
                    new GroupRef(name, group),
                    GroupKind.REDIS,
                    any ? GroupState.STABLE : GroupState.EMPTY)));
    return infos;
  }

  /** Groups of each stream; none for a stream that is gone or may not be asked. */
  private List<List<GroupFacts>> groupsOf(List<String> streams) {
    List<Servers.Keyed> questions = new ArrayList<>(streams.size());
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.groupsInfo(key)));
    }
    List<List<GroupFacts>> groups = new ArrayList<>(streams.size());
    for (Object reply : questions.isEmpty() ? List.of() : servers.askAll(questions)) {
      groups.add(reply instanceof RuntimeException ? List.of() : groups(reply));
    }
    return groups;
  }

  private List<GroupFacts> groups(@Nullable Object reply) {
    List<GroupFacts> groups = GroupFacts.of(Reply.list(reply));
    if (!groups.isEmpty()) {
      lagMissing = !groups.getFirst().reportsLag();
    }
    return groups;
  }

  /** One group of one stream, on the way to its sample. */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Place(String group, String stream, byte[] key) {}

  @Override
  public LagAnswers lag(Collection<GroupInfo> groups) {
    Set<String> wanted = new TreeSet<>();
    for (GroupInfo group : groups) {
      wanted.add(group.group().name());
    }
    if (!streamsByGroup.keySet().containsAll(wanted)) {
      groups();
    }
    Set<String> streams = new TreeSet<>();
    for (String group : wanted) {
      streams.addAll(streamsByGroup.getOrDefault(group, Set.of()));
    }
    if (streams.isEmpty()) {
      return LagAnswers.NONE;
    }
    // The group first and the stream after it, so that what is added in between counts as lag.
    List<Servers.Keyed> questions = new ArrayList<>(2 * streams.size());
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.groupsInfo(key)));
      questions.add(new Servers.Keyed(key, Command.streamInfo(key)));
    }
    Moment moment = new Moment();
    List<@Nullable Object> replies = servers.askAll(questions);
    moment.end();
    List<Place> places = new ArrayList<>();
    List<GroupFacts> groupFacts = new ArrayList<>();
    List<StreamFacts> streamFacts = new ArrayList<>();
    int at = 0;
    for (String stream : streams) {
      Object groupsReply = replies.get(at++);
      Object streamReply = replies.get(at++);
      if (groupsReply instanceof RuntimeException || streamReply instanceof RuntimeException) {
        continue;
      }
      StreamFacts facts = facts(streamReply);
      for (GroupFacts group : groups(groupsReply)) {
        String groupName = names.name(group.rawName());
        if (wanted.contains(groupName)) {
          places.add(new Place(groupName, stream, names.key(stream)));
          groupFacts.add(group);
          streamFacts.add(facts);
        }
      }
    }
    List<LagSample.PendingEntries> pending = pending(places, groupFacts);
    List<LagSample> samples = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      samples.add(
          sample(places.get(i), groupFacts.get(i), streamFacts.get(i), pending.get(i), moment));
    }
    return new LagAnswers(samples, refused(wanted, samples, streams, replies, questions));
  }

  /** Groups of which nothing is known because no stream of theirs could be asked. */
  private Map<GroupRef, ConnectorFailure> refused(
      Set<String> wanted,
      List<LagSample> samples,
      Set<String> streams,
      List<@Nullable Object> replies,
      List<Servers.Keyed> questions) {
    Map<String, ConnectorFailure> byStream = new HashMap<>();
    int at = 0;
    for (String stream : streams) {
      for (int i = at; i < at + 2; i++) {
        if (replies.get(i) instanceof RuntimeException failed) {
          ConnectorFailure failure =
              Failures.of(failed, servers.serverOf(questions.get(i).key()).toString());
          if (!(failure instanceof ConnectorFailure.Missing)) {
            byStream.put(stream, failure);
          }
        }
      }
      at += 2;
    }
    Map<GroupRef, ConnectorFailure> refused = new HashMap<>();
    if (byStream.isEmpty()) {
      return refused;
    }
    Set<String> told = new TreeSet<>();
    samples.forEach(sample -> told.add(sample.group().name()));
    for (String group : wanted) {
      if (!told.contains(group)) {
        streamsByGroup.getOrDefault(group, Set.of()).stream()
            .filter(byStream::containsKey)
            .findFirst()
            .ifPresent(stream -> refused.put(new GroupRef(name, group), byStream.get(stream)));
      }
    }
    return refused;
  }

  private LagSample sample(
      Place place,
      GroupFacts group,
      StreamFacts stream,
      LagSample.PendingEntries pending,
      Moment moment) {
    Lag lag = unread.lag(place.stream() + "\0" + place.group(), place.key(), group, stream);
    long lost =
        group.entriesRead().isPresent() && stream.added().isPresent()
            ? Math.max(0, stream.logStart() - group.entriesRead().getAsLong())
            : 0;
    return new LagSample(
        new GroupRef(name, place.group()),
        GroupKind.REDIS,
        group.consumers() > 0 ? GroupState.STABLE : GroupState.EMPTY,
        new PartitionRef(new StreamRef(name, place.stream()), 0),
        group.entriesRead(),
        Optional.of(group.lastDelivered()),
        stream.added(),
        OptionalLong.empty(),
        stream.added().isPresent() ? OptionalLong.of(stream.logStart()) : OptionalLong.empty(),
        lag,
        lost,
        Optional.empty(),
        Optional.of(pending),
        Optional.empty(),
        "",
        moment.atMillis,
        moment.atMillis,
        moment.monotonicNanos);
  }

  /** What the pending entries of lowest id tell: how long they wait, how often they were tried. */
  private List<LagSample.PendingEntries> pending(List<Place> places, List<GroupFacts> groups) {
    List<LagSample.PendingEntries> pending = new ArrayList<>(places.size());
    List<Integer> asked = new ArrayList<>();
    List<Servers.Keyed> questions = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      pending.add(
          new LagSample.PendingEntries(
              groups.get(i).pending(), Optional.empty(), Optional.empty(), OptionalLong.empty()));
      if (groups.get(i).pending() > 0) {
        byte[] key = places.get(i).key();
        asked.add(i);
        questions.add(
            new Servers.Keyed(key, Command.pending(key, groups.get(i).rawName(), PENDING_SEEN)));
      }
    }
    if (!questions.isEmpty()) {
      List<@Nullable Object> replies = servers.askAll(questions);
      for (int i = 0; i < asked.size(); i++) {
        if (!(replies.get(i) instanceof RuntimeException)) {
          pending.set(
              asked.get(i),
              pending(groups.get(asked.get(i)).pending(), Reply.list(replies.get(i))));
        }
      }
    }
    return pending;
  }

  private LagSample.PendingEntries pending(long entries, List<?> seen) {
    long longestIdle = -1;
    long mostDeliveries = -1;
    Optional<Duration> age = Optional.empty();
    for (Object one : seen) {
      // id, consumer, milliseconds since the last delivery, deliveries
      List<?> entry = Reply.list(one);
      if (entry.size() < 4) {
        continue;
      }
      if (longestIdle < 0) {
        long added = EntryIds.millis(Reply.bytes(entry.getFirst()));
        age =
            EntryIds.isTime(added, clock.millis())
                ? Optional.of(Duration.ofMillis(Math.max(0, clock.millis() - added)))
                : Optional.empty();
      }
      longestIdle = Math.max(longestIdle, Reply.number(entry.get(2)).orElse(-1));
      mostDeliveries = Math.max(mostDeliveries, Reply.number(entry.get(3)).orElse(-1));
    }
    return new LagSample.PendingEntries(
        entries,
        longestIdle < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(longestIdle)),
        age,
        mostDeliveries < 0 ? OptionalLong.empty() : OptionalLong.of(mostDeliveries));
  }

  @Override
  public GroupDetail describe(GroupRef group) {
    groups();
    Set<String> streams = streamsByGroup.getOrDefault(group.name(), Set.of());
    if (streams.isEmpty()) {
      throw new ConnectorException(
          new ConnectorFailure.Missing(
              "There is no group '" + group.name() + "' on any stream of " + name + ".",
              "Look at the list of groups again; it may have been destroyed."));
    }
    List<Servers.Keyed> questions = new ArrayList<>();
    for (String stream : streams) {
      byte[] key = names.key(stream);
      questions.add(new Servers.Keyed(key, Command.consumersInfo(key, names.key(group.name()))));
    }
    List<@Nullable Object> replies = servers.askAll(questions);
    Map<String, GroupDetail.Member> members = new TreeMap<>();
    long pending = 0;
    for (Object reply : replies) {
      if (reply instanceof RuntimeException) {
        continue;
      }
      for (Object one : Reply.list(reply)) {
        Map<String, @Nullable Object> facts = Reply.map(one);
        GroupDetail.Member member =
            new GroupDetail.Member(
                KeyNames.text(Reply.bytes(facts.get("name"))),
                "",
                "",
                List.of(),
                Reply.number(facts.get("pending")),
                millis(facts.get("idle")),
                millis(facts.get("inactive")));
        pending += member.pending().orElse(0);
        members.merge(member.id(), member, RedisConnector::both);
      }
    }
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Streams", String.join(", ", streams));
    facts.put("Consumers", count(members.size()));
    facts.put("Pending", count(pending));
    return new GroupDetail(
        new GroupInfo(
            group, GroupKind.REDIS, members.isEmpty() ? GroupState.EMPTY : GroupState.STABLE),
        List.copyOf(members.values()),
        facts);
  }

  private static Optional<Duration> millis(@Nullable Object reply) {
    OptionalLong millis = Reply.number(reply);
    return millis.isPresent() && millis.getAsLong() >= 0
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  /** A consumer that reads several streams under one name. */
  private static GroupDetail.Member both(GroupDetail.Member a, GroupDetail.Member b) {
    return new GroupDetail.Member(
        a.id(),
        "",
        "",
        List.of(),
        OptionalLong.of(a.pending().orElse(0) + b.pending().orElse(0)),
        shorter(a.idle(), b.idle()),
        shorter(a.inactive(), b.inactive()));
  }

  private static Optional<Duration> shorter(Optional<Duration> a, Optional<Duration> b) {
    if (a.isPresent() && b.isPresent()) {
      return a.get().compareTo(b.get()) <= 0 ? a : b;
    }
    return a.or(() -> b);
  }

  @Override
  public OftenDelivered oftenDelivered(StreamRef stream, GroupRef group, long deliveries) {
    return pendingEntries.oftenDelivered(stream, group, deliveries);
  }

  @Override
  public PendingList pending(GroupRef group, StreamRef stream, PendingFilter filter) {
    return pendingEntries.list(group, stream, filter);
  }

  @Override
  public void check(PendingList entries, PendingAction action) {
    pendingEntries.check(entries, action);
  }

  @Override
  public List<PendingOutcome> act(PendingList entries, PendingAction action) {
    return pendingEntries.act(entries, action);
  }

  @Override
  public Map<StreamRef, Long> oldestMillis(Collection<StreamRef> streams) {
    return millisOf(streams, key -> Command.range(key, Command.FIRST, Command.LAST, 1));
  }

  @Override
  public Map<StreamRef, Long> newestMillis(Collection<StreamRef> streams) {
    return millisOf(streams, key -> Command.reverseRange(key, Command.LAST, Command.FIRST, 1));
  }

  /** Times of the entries that a question brings, where their ids are times. */
  private Map<StreamRef, Long> millisOf(
      Collection<StreamRef> streams, Function<byte[], Command> question) {
    List<StreamRef> asked = List.copyOf(streams);
    List<Servers.Keyed> questions = new ArrayList<>(asked.size());
    for (StreamRef stream : asked) {
      byte[] key = names.key(stream.name());
      questions.add(new Servers.Keyed(key, question.apply(key)));
    }
    Map<StreamRef, Long> times = new HashMap<>();
    List<@Nullable Object> replies = questions.isEmpty() ? List.of() : servers.askAll(questions);
    for (int i = 0; i < replies.size(); i++) {
      List<?> entries =
          replies.get(i) instanceof RuntimeException ? List.of() : Reply.list(replies.get(i));
      if (!entries.isEmpty()) {
        long millis = EntryIds.millis(Reply.bytes(Reply.list(entries.getFirst()).getFirst()));
        if (EntryIds.isTime(millis, clock.millis())) {
          times.put(asked.get(i), millis);
        }
      }
    }
    return times;
  }

  @Override
  public Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging) {
    List<LagSample> asked = new ArrayList<>();
    List<Servers.Keyed> questions = new ArrayList<>();
    for (LagSample sample : lagging) {
      sample
          .committedId()
          .ifPresent(
              id -> {
                byte[] key = names.key(sample.partition().stream().name());
                asked.add(sample);
                questions.add(
                    new Servers.Keyed(
                        key,
                        Command.range(key, EntryIds.bytes(EntryIds.next(id)), Command.LAST, 1)));
              });
    }
    Map<LagSample, Long> since = new HashMap<>();
    if (questions.isEmpty()) {
      return since;
    }
    List<@Nullable Object> replies = servers.askAll(questions);
    for (int i = 0; i < asked.size(); i++) {
      List<?> entries =
          replies.get(i) instanceof RuntimeException ? List.of() : Reply.list(replies.get(i));
      if (!entries.isEmpty()) {
        long millis = EntryIds.millis(Reply.bytes(Reply.list(entries.getFirst()).getFirst()));
        if (EntryIds.isTime(millis, clock.millis())) {
          since.put(asked.get(i), millis);
        }
      }
    }
    return since;
  }

  @Override
  public Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    long then = clock.millis() - limit.toMillis();
    Map<LagSample, Boolean> waits = new HashMap<>();
    unreadSinceMillis(lagging).forEach((sample, since) -> waits.put(sample, since < then));
    return waits;
  }

  @Override
  public FirstUnread readFirstUnread(LagSample lagging) {
    Optional<EntryId> after = lagging.committedId();
    if (after.isEmpty()) {
      return new FirstUnread.NotTold("Nobody knows where the group goes on.");
    }
    String stream = lagging.partition().stream().name();
    byte[] key = names.key(stream);
    HostAndPort server = servers.serverOf(key);
    Object reply =
        servers
            .askAll(
                List.of(
                    new Servers.Keyed(
                        key,
                        Command.range(
                            key, EntryIds.bytes(EntryIds.next(after.get())), Command.LAST, 1))))
            .getFirst();
    List<?> entries = (List<?>) orThrow(reply, lagging.partition().stream(), server);
    if (entries.isEmpty()) {
      return new FirstUnread.NothingWaits(lagging.committed().orElse(0), lagging.end().orElse(0));
    }
    EntryId id = EntryIds.parse(Reply.bytes(Reply.list(entries.getFirst()).getFirst()));
    return new FirstUnread.Found(
        id,
        EntryIds.isTime(id.millis(), clock.millis())
            ? OptionalLong.of(id.millis())
            : OptionalLong.empty());
  }

  @Override
  public ProduceLane openProduce(StreamRef stream) {
    byte[] key = names.key(stream.name());
    HostAndPort server = servers.serverOf(key);
    try {
      RedisLink link = servers.connect(server, servers.settings().socketTimeoutMillis());
      return new EntryProducer(stream, key, server, link, names);
    } catch (RuntimeException failed) {
      throw Failures.exception(failed, server);
    }
  }

  @Override
  public LeaseShare openLease(String name, Duration term) {
    return new KeyLease(servers, name, term);
  }

  @Override
  public String clusterId() {
    return replays.serverId();
  }

  @Override
  public Optional<ReplayTarget> replayTarget(StreamRef stream) {
    return replays.target(stream);
  }

  @Override
  public List<AfterReplay> afterReplay() {
    return List.of(AfterReplay.KEEP, AfterReplay.DELETE, AfterReplay.DONE, AfterReplay.ACK);
  }

  @Override
  public List<String> hazards(ReplayJob job) {
    return replays.hazards(job);
  }

  @Override
  public ReplayLane openReplay(ReplayJob job) {
    return replays.open(job);
  }

  @Override
  public OffsetReset planReset(GroupRef group, StreamRef stream, TailFrom to) {
    return resets.plan(group, stream, to);
  }

  @Override
  public void reset(OffsetReset reset) {
    resets.apply(reset);
  }

  @Override
  public void close() {
    servers.close();
  }
}
