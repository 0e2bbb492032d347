package dev.weir.connector.kafka;

import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ClientMetric;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.DeadLetterHint;
import dev.weir.stream.DeadLetterProbe;
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
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/** A Kafka cluster as an observer sees it. Connects with the first call. */
final class KafkaConnector
    implements Connector,
        ProbePort,
        ReplayPort,
        DeadLetterProbe,
        OffsetResetPort,
        ProducePort,
        LeasePort {
  private static final int MOST_IN_A_TRANSACTION = 3_000;

  private static final long FACTS_AGE_NANOS = Duration.ofSeconds(60).toNanos();

  private final ClusterLink link;
  private final Topics topics;
  private final TopicCatalog catalog;
  private final GroupProbe groups;
  private final DeadLetterSettings deadLetterSettings;
  private final ReplayTargets replayTargets;
  private final Set<KafkaCursor> cursors = ConcurrentHashMap.newKeySet();
  private final AtomicInteger opened = new AtomicInteger();
  private @Nullable ClusterFacts facts;
  private long factsNanos;

  KafkaConnector(ConnectionSpec spec, InstantSource clock) {
    link = new ClusterLink(spec, clock);
    topics = new Topics(link);
    TopicConfigs configs = new TopicConfigs(link);
    Offsets offsets = new Offsets(link);
    LogSizes sizes = new LogSizes(link);
    Transactions transactions = new Transactions(link);
    groups = new GroupProbe(link, topics, configs, offsets, sizes, transactions);
    deadLetterSettings = new DeadLetterSettings(link, configs);
    replayTargets = new ReplayTargets(link, configs, offsets, groups::readersOf);
    catalog =
        new TopicCatalog(link, topics, configs, offsets, sizes, transactions, groups::readersOf);
  }

  @Override
  public String name() {
    return link.connection();
  }

  @Override
  public String describeBroker() {
    return facts().sentence();
  }

  synchronized ClusterFacts facts() {
    ClusterFacts known = facts;
    if (known == null || System.nanoTime() - factsNanos > FACTS_AGE_NANOS) {
      known = ClusterFacts.ask(link);
      facts = known;
      factsNanos = System.nanoTime();
    }
    return known;
  }

  @Override
  public List<BrokerFigure> figures() {
    return topics.figures();
  }

  @Override
  public List<ClientMetric> clientMetrics() {
    return ClientFigures.of(
        link.connection(),
        link::metrics,
        () -> cursors.stream().<ClientFigures.Client>map(cursor -> cursor::metrics).toList());
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
  public List<DeadLetterHint> deadLetterHints() {
    return deadLetterSettings.hints(catalog.streams(), groups.groups());
  }

  @Override
  public StreamDetail describe(StreamRef stream) {
    return catalog.describe(stream);
  }

  @Override
  public RecordCursor open(Collection<StreamRef> streams, TailFrom from, ReadIsolation isolation) {
    Set<String> names = new LinkedHashSet<>();
    streams.forEach(stream -> names.add(stream.name()));
    KafkaCursor cursor =
        new KafkaCursor(
            link,
            topics,
            names,
            from,
            isolation,
            "tail-" + opened.incrementAndGet(),
            cursors::remove);
    cursors.add(cursor);
    return cursor;
  }

  @Override
  public ProbeLane openProbe(StreamRef stream) {
    return new ProbeProducer(link, stream.name(), requirePartitions(stream));
  }

  @Override
  public ProduceLane openProduce(StreamRef stream) {
    return new RecordProducer(link, stream.name(), requirePartitions(stream));
  }

  @Override
  public LeaseShare openLease(String name, Duration term) {
    return new TransactionalLease(link, name, term);
  }

  /** How many partitions the topic has; asked anew, as a producer makes what is not there. */
  private int requirePartitions(StreamRef stream) {
    topics.forget(List.of(stream.name()));
    TopicDescription topic = topics.describe(List.of(stream.name())).get(stream.name());
    if (topic == null) {
      throw new ConnectorException(TopicCatalog.noSuchTopic(link.connection(), stream.name()));
    }
    return topic.partitions().size();
  }

  @Override
  public String clusterId() {
    return link.call("ask for the cluster's id", admin -> admin.describeCluster().clusterId());
  }

  @Override
  public Optional<ReplayTarget> replayTarget(StreamRef stream) {
    return replayTargets.of(stream.name());
  }

  @Override
  public long heldBack(StreamRef stream) {
    return replayTargets.heldBack(stream.name());
  }

  /** A transaction has round trips of its own, which are to be a small part of it. */
  @Override
  public int mostAtOnce() {
    return MOST_IN_A_TRANSACTION;
  }

  @Override
  public ReplayLane openReplay(ReplayJob job) {
    return new TransactionalLane(link, topics, job);
  }

  @Override
  public List<GroupInfo> groups() {
    return groups.groups();
  }

  @Override
  public LagAnswers lag(Collection<GroupInfo> wanted) {
    return wanted.isEmpty() ? LagAnswers.NONE : groups.lag(wanted);
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
  public OffsetReset planReset(GroupRef group, StreamRef stream, TailFrom to) {
    return groups.planReset(group, stream, to);
  }

  @Override
  public void reset(OffsetReset reset) {
    groups.reset(reset);
  }

  @Override
  public void close() {
    cursors.forEach(KafkaCursor::close);
    link.close();
  }
}
