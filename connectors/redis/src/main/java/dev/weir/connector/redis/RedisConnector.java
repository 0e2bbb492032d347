package dev.weir.connector.redis;

import dev.weir.stream.AfterReplay;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.ClockOffset;
import dev.weir.stream.Connector;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupRef;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagSample;
import dev.weir.stream.LeasePort;
import dev.weir.stream.LeaseShare;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.OffsetResetPort;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingOutcome;
import dev.weir.stream.PendingPort;
import dev.weir.stream.PendingProbe;
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
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Redis Streams on one server, a sentinel's master, or a cluster. Connects with the first call.
 * What the server offers is learnt from what its answers contain, never from its version.
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
  private final String name;
  private final InstantSource clock;
  private final Servers servers;
  private final KeyNames names = new KeyNames();
  private final XinfoReader xinfo = new XinfoReader();
  private final Discovery discovery;
  private final KeySizes sizes;
  private final ServerProduct product;
  private final ServerClock serverClock;
  private final ServerMemory memory;
  private final KeyCatalog catalog;
  private final GroupProbe groups;
  private final PendingEntries pendingEntries;
  private final OffsetResets resets;
  private final EntryReplays replays;

  RedisConnector(String name, RedisSettings settings, InstantSource clock) {
    this.name = name;
    this.clock = clock;
    servers = new Servers(settings);
    discovery = new Discovery(servers, names);
    sizes = new KeySizes(servers, names);
    product = new ServerProduct(servers);
    serverClock = new ServerClock(servers, clock);
    memory = new ServerMemory(servers);
    EntryTimes times = new EntryTimes(servers, clock);
    catalog = new KeyCatalog(name, servers, names, clock, discovery, xinfo, sizes, times);
    groups = new GroupProbe(name, servers, names, clock, discovery, xinfo, times);
    pendingEntries = new PendingEntries(servers, names);
    resets = new OffsetResets(servers, names);
    replays = new EntryReplays(servers, names);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String describeBroker() {
    return product.sentence();
  }

  @Override
  public String limits() {
    List<String> limits = new ArrayList<>(xinfo.limits(product.subject()));
    limits.add(sizes.limits());
    limits.add(discovery.limits());
    limits.removeIf(String::isEmpty);
    return String.join(" ", limits);
  }

  @Override
  public Optional<ClockOffset> clockOffset() {
    return serverClock.offset();
  }

  @Override
  public List<ClientMetric> clientMetrics() {
    return List.of(
        new ClientMetric("redis.client.commands", Map.of(), servers::commandsAsked),
        new ClientMetric("redis.client.connections-opened", Map.of(), servers::connectionsOpened),
        new ClientMetric("redis.client.connections-in-use", Map.of(), servers::inUse));
  }

  @Override
  public List<BrokerFigure> figures() {
    return memory.figures();
  }

  @Override
  public List<StreamInfo> streams() {
    return catalog.streams();
  }

  @Override
  public List<StreamEnds> ends(Collection<StreamRef> streams) {
    return catalog.ends(streams);
  }

  @Override
  public Map<StreamRef, Long> newestMillis(Collection<StreamRef> streams) {
    return catalog.newestMillis(streams);
  }

  @Override
  public Map<StreamRef, Long> oldestMillis(Collection<StreamRef> streams) {
    return catalog.oldestMillis(streams);
  }

  @Override
  public StreamDetail describe(StreamRef stream) {
    return catalog.describe(stream);
  }

  @Override
  public RecordCursor open(Collection<StreamRef> streams, TailFrom from, ReadIsolation isolation) {
    return RedisCursor.open(servers, names, clock, streams, from);
  }

  @Override
  public ProbeLane openProbe(StreamRef stream) {
    return RedisProbe.open(servers, names.key(stream.name()));
  }

  @Override
  public ProduceLane openProduce(StreamRef stream) {
    return EntryProducer.open(servers, names, stream);
  }

  @Override
  public LeaseShare openLease(String name, Duration term) {
    return new KeyLease(servers, name, term);
  }

  @Override
  public List<GroupInfo> groups() {
    return groups.groups();
  }

  @Override
  public LagAnswers lag(Collection<GroupInfo> wanted) {
    return groups.lag(wanted);
  }

  @Override
  public GroupDetail describe(GroupRef group) {
    return groups.describe(group);
  }

  @Override
  public Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging) {
    return groups.unreadSinceMillis(lagging);
  }

  @Override
  public Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    return groups.waitsLongerThan(lagging, limit);
  }

  @Override
  public FirstUnread readFirstUnread(LagSample lagging) {
    return groups.readFirstUnread(lagging);
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
