package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Lag;
import dev.weir.stream.LagProbe;
import dev.weir.stream.LagSample;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups and their lag. Committed offsets are read before ends, so lag errs upwards. Thread-safe.
 */
final class GroupProbe implements LagProbe {
  private static final Logger LOG = LoggerFactory.getLogger(GroupProbe.class);

  /** Offsets one call may bring back: above that a sweep costs seconds and much memory. */
  private static final int OFFSETS_PER_CALL = 100_000;

  private static final int GROUPS_PER_CALL = 500;
  private static final int OFFSETS_OF_UNKNOWN_GROUP = 200;

  /** A lag as small as a few transactions' markers. */
  private static final long FEW = 10;

  private final ClusterLink link;
  private final Topics topics;
  private final TopicConfigs configs;
  private final Offsets offsets;
  private final GroupAssignments assignments;
  private final Transactions transactions;
  private final UnreadSince unreadSince;

  /** How many offsets a group had in the last sweep. */
  private final Map<String, Integer> sizes = new ConcurrentHashMap<>();

  private final Map<String, Set<String>> topicsRead = new ConcurrentHashMap<>();
  private final Map<String, GroupInfo> listed = new ConcurrentHashMap<>();
  private final Map<Place, Standing> standings = new ConcurrentHashMap<>();

  private record Place(String group, TopicPartition partition) {}

  /** A commit and an end that were the same in so many samples in a row. */
  private record Standing(long committed, long end, int samples) {}

  /**
   * What a group told of one partition.
   *
   * @param offset -1 where it has committed nothing
   * @param brokerLag of share groups
   */
  private record Commit(long offset, OptionalLong brokerLag) {
    static final Commit NONE = new Commit(-1, OptionalLong.empty());
  }

  GroupProbe(ClusterLink link, Topics topics, TopicConfigs configs, Offsets offsets) {
    this.link = link;
    this.topics = topics;
    this.configs = configs;
    this.offsets = offsets;
    assignments = new GroupAssignments(link);
    transactions = new Transactions(link);
    unreadSince = new UnreadSince(link, offsets);
  }

  @Override
  public List<GroupInfo> groups() {
    ListGroupsResult result =
        link.start("list groups", admin -> admin.listGroups(new ListGroupsOptions()));
    List<GroupInfo> groups = new ArrayList<>();
    try {
      for (GroupListing listing : link.await(result.valid())) {
        groups.add(
            new GroupInfo(
                new GroupRef(link.connection(), listing.groupId()),
                kind(listing),
                listing.groupState().map(GroupProbe::state).orElse(GroupState.UNKNOWN)));
      }
      // One broker that is away hides its groups only; all of them hide everything.
      Collection<Throwable> errors = link.await(result.errors());
      if (groups.isEmpty() && !errors.isEmpty()) {
        throw link.failed("list groups", errors.iterator().next());
      }
    } catch (ExecutionException | TimeoutException failed) {
      throw link.failed("list groups", failed);
    }
    link.answered();
    groups.sort(Comparator.comparing(GroupInfo::group));
    listed.clear();
    groups.forEach(group -> listed.put(group.group().name(), group));
    Set<String> names = Set.copyOf(listed.keySet());
    sizes.keySet().retainAll(names);
    topicsRead.keySet().retainAll(names);
    assignments.retain(names);
    standings.keySet().removeIf(place -> !names.contains(place.group()));
    return List.copyOf(groups);
  }

  private static GroupKind kind(GroupListing listing) {
    return switch (listing.type().orElse(org.apache.kafka.common.GroupType.CLASSIC)) {
      case CONSUMER -> GroupKind.CONSUMER;
      case SHARE -> GroupKind.SHARE;
      case STREAMS -> GroupKind.STREAMS;
      case CLASSIC -> listing.isSimpleConsumerGroup() ? GroupKind.SIMPLE : GroupKind.CLASSIC;
      case UNKNOWN -> GroupKind.UNKNOWN;
    };
  }

  static GroupState state(org.apache.kafka.common.GroupState state) {
    return switch (state) {
      case STABLE -> GroupState.STABLE;
      case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING, NOT_READY ->
          GroupState.REBALANCING;
      case EMPTY -> GroupState.EMPTY;
      case DEAD -> GroupState.DEAD;
      case UNKNOWN -> GroupState.UNKNOWN;
    };
  }

  /** Groups whose commits of the last sweep are on {@code topic}. */
  List<GroupRef> readersOf(String topic) {
    return topicsRead.entrySet().stream()
        .filter(entry -> entry.getValue().contains(topic))
        .map(entry -> new GroupRef(link.connection(), entry.getKey()))
        .sorted()
        .toList();
  }

  @Override
  public GroupDetail describe(GroupRef group) {
    GroupInfo info = listed.get(group.name());
    if (info == null || info.state() == GroupState.EMPTY) {
      info =
          groups().stream()
              .filter(candidate -> candidate.group().name().equals(group.name()))
              .findFirst()
              .orElseThrow(() -> new ConnectorException(assignments.noSuchGroup(group.name())));
    }
    return assignments.describe(info);
  }

  @Override
  public Map<LagSample, Long> unreadSinceMillis(Collection<LagSample> lagging) {
    return unreadSince.find(lagging);
  }

  @Override
  public List<LagSample> lag(Collection<GroupInfo> groups) {
    Map<GroupInfo, Map<TopicPartition, Commit>> commits = new LinkedHashMap<>();
    List<GroupInfo> shares = groups.stream().filter(g -> g.kind() == GroupKind.SHARE).toList();
    List<GroupInfo> others = groups.stream().filter(g -> g.kind() != GroupKind.SHARE).toList();
    for (List<GroupInfo> portion : portions(others)) {
      readCommits(portion, commits);
    }
    for (List<GroupInfo> portion : portions(shares)) {
      readShares(portion, commits);
    }
    addAssigned(commits);
    return samples(commits);
  }

  /** Splits groups so that no call brings back more than a bounded number of offsets. */
  private List<List<GroupInfo>> portions(List<GroupInfo> groups) {
    List<List<GroupInfo>> portions = new ArrayList<>();
    List<GroupInfo> portion = new ArrayList<>();
    int expected = 0;
    for (GroupInfo group : groups) {
      int size = sizes.getOrDefault(group.group().name(), OFFSETS_OF_UNKNOWN_GROUP);
      if (!portion.isEmpty()
          && (expected + size > OFFSETS_PER_CALL || portion.size() == GROUPS_PER_CALL)) {
        portions.add(portion);
        portion = new ArrayList<>();
        expected = 0;
      }
      portion.add(group);
      expected += size;
    }
    if (!portion.isEmpty()) {
      portions.add(portion);
    }
    return portions;
  }

  private void readCommits(
      List<GroupInfo> groups, Map<GroupInfo, Map<TopicPartition, Commit>> commits) {
    Map<String, ListConsumerGroupOffsetsSpec> ordinary = new HashMap<>();
    Map<String, ListStreamsGroupOffsetsSpec> streams = new HashMap<>();
    for (GroupInfo group : groups) {
      if (group.kind() == GroupKind.STREAMS) {
        streams.put(group.group().name(), new ListStreamsGroupOffsetsSpec());
      } else {
        ordinary.put(group.group().name(), new ListConsumerGroupOffsetsSpec());
      }
    }
    Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> answers = new HashMap<>();
    if (!ordinary.isEmpty()) {
      ListConsumerGroupOffsetsResult result =
          link.start("read committed offsets", admin -> admin.listConsumerGroupOffsets(ordinary));
      ordinary
          .keySet()
          .forEach(name -> answers.put(name, result.partitionsToOffsetAndMetadata(name)));
    }
    if (!streams.isEmpty()) {
      ListStreamsGroupOffsetsResult result =
          link.start("read committed offsets", admin -> admin.listStreamsGroupOffsets(streams));
      streams
          .keySet()
          .forEach(name -> answers.put(name, result.partitionsToOffsetAndMetadata(name)));
    }
    collect(
        groups,
        answers,
        commit -> commit == null ? Commit.NONE : new Commit(commit.offset(), OptionalLong.empty()),
        commits);
  }

  private void readShares(
      List<GroupInfo> groups, Map<GroupInfo, Map<TopicPartition, Commit>> commits) {
    Map<String, ListShareGroupOffsetsSpec> specs = new HashMap<>();
    groups.forEach(group -> specs.put(group.group().name(), new ListShareGroupOffsetsSpec()));
    ListShareGroupOffsetsResult result =
        link.start("read offsets of share groups", admin -> admin.listShareGroupOffsets(specs));
    Map<String, KafkaFuture<Map<TopicPartition, SharePartitionOffsetInfo>>> answers =
        new HashMap<>();
    specs.keySet().forEach(name -> answers.put(name, result.partitionsToOffsetInfo(name)));
    collect(
        groups,
        answers,
        info ->
            info == null
                ? Commit.NONE
                : new Commit(
                    info.startOffset(),
                    info.lag().map(OptionalLong::of).orElse(OptionalLong.empty())),
        commits);
  }

  /** A group that is refused or gone is left out; if all are refused, that is the answer. */
  private <T> void collect(
      List<GroupInfo> groups,
      Map<String, KafkaFuture<Map<TopicPartition, T>>> answers,
      Function<@org.jspecify.annotations.Nullable T, Commit> commit,
      Map<GroupInfo, Map<TopicPartition, Commit>> commits) {
    Throwable refusal = null;
    int answered = 0;
    for (GroupInfo group : groups) {
      String name = group.group().name();
      KafkaFuture<Map<TopicPartition, T>> answer = answers.get(name);
      if (answer == null) {
        continue;
      }
      try {
        Map<TopicPartition, T> told = link.await(answer);
        Map<TopicPartition, Commit> read = HashMap.newHashMap(told.size());
        told.forEach((partition, value) -> read.put(partition, commit.apply(value)));
        commits.put(group, read);
        sizes.put(name, Math.max(1, read.size()));
        answered++;
      } catch (ExecutionException | TimeoutException failed) {
        Throwable cause = FailureWords.unwrap(failed);
        if (cause instanceof GroupIdNotFoundException) {
          answered++;
        } else {
          refusal = cause;
          LOG.debug("No offsets of group {} on {}", name, link.connection());
        }
      }
    }
    if (answered > 0) {
      link.answered();
    } else if (refusal != null) {
      throw link.failed("read committed offsets", refusal);
    }
  }

  /** Partitions that members hold without a commit: not 0, not the end, but not known. */
  private void addAssigned(Map<GroupInfo, Map<TopicPartition, Commit>> commits) {
    List<GroupInfo> active =
        commits.keySet().stream()
            .filter(
                group ->
                    group.state() == GroupState.STABLE || group.state() == GroupState.REBALANCING)
            .toList();
    Map<String, Set<TopicPartition>> assigned = assignments.assigned(active);
    for (GroupInfo group : active) {
      Map<TopicPartition, Commit> known = commits.getOrDefault(group, new HashMap<>());
      for (TopicPartition partition : assigned.getOrDefault(group.group().name(), Set.of())) {
        known.putIfAbsent(partition, Commit.NONE);
      }
    }
  }

  private List<LagSample> samples(Map<GroupInfo, Map<TopicPartition, Commit>> commits) {
    Set<String> names = new HashSet<>();
    commits.forEach(
        (group, partitions) -> {
          Set<String> read =
              partitions.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
          topicsRead.put(group.group().name(), read);
          names.addAll(read);
        });
    Map<String, TopicDescription> descriptions = topics.describe(names);
    Set<TopicPartition> led = new HashSet<>(Topics.led(descriptions.values()));
    Set<TopicPartition> wanted = new HashSet<>();
    commits.values().forEach(partitions -> wanted.addAll(partitions.keySet()));
    wanted.retainAll(led);
    Offsets.Answers starts =
        offsets.ask(wanted, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    Offsets.Answers ends =
        offsets.ask(wanted, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    if (!ends.failed().isEmpty()) {
      Set<String> suspects =
          ends.failed().keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
      topics.forget(suspects);
      descriptions.keySet().removeAll(suspects);
      descriptions.putAll(topics.describe(suspects));
      if (ends.found().isEmpty() && !descriptions.isEmpty()) {
        throw link.failed("read the ends of topics", ends.failed().values().iterator().next());
      }
    }
    configs.learnAll(descriptions.keySet());
    transactions.learn(standing(commits, ends));
    long now = System.nanoTime();
    List<LagSample> samples = new ArrayList<>();
    commits.forEach(
        (group, partitions) ->
            partitions.forEach(
                (partition, commit) -> {
                  TopicDescription topic = descriptions.get(partition.topic());
                  if (topic != null) {
                    samples.add(
                        sample(
                            group,
                            partition,
                            commit,
                            TopicCatalog.identity(topic.topicId()),
                            Optional.ofNullable(starts.found().get(partition)),
                            Optional.ofNullable(ends.found().get(partition)),
                            now));
                  }
                }));
    samples.sort(Comparator.comparing(LagSample::group).thenComparing(LagSample::partition));
    return List.copyOf(samples);
  }

  /** Partitions where a small lag has stood still: what markers look like. */
  private Set<TopicPartition> standing(
      Map<GroupInfo, Map<TopicPartition, Commit>> commits, Offsets.Answers ends) {
    Set<TopicPartition> standing = new HashSet<>();
    commits.forEach(
        (group, partitions) ->
            partitions.forEach(
                (partition, commit) -> {
                  Offsets.Found end = ends.found().get(partition);
                  Place place = new Place(group.group().name(), partition);
                  if (end == null
                      || commit.offset() < 0
                      || end.offset() <= commit.offset()
                      || end.offset() - commit.offset() > FEW) {
                    standings.remove(place);
                    return;
                  }
                  Standing now =
                      standings.merge(
                          place,
                          new Standing(commit.offset(), end.offset(), 1),
                          (before, next) ->
                              before.committed() == next.committed() && before.end() == next.end()
                                  ? new Standing(next.committed(), next.end(), before.samples() + 1)
                                  : next);
                  if (now.samples() >= 2) {
                    standing.add(partition);
                  }
                }));
    return standing;
  }

  private LagSample sample(
      GroupInfo group,
      TopicPartition partition,
      Commit commit,
      String identity,
      Optional<Offsets.Found> start,
      Optional<Offsets.Found> end,
      long nowNanos) {
    long atNanos = end.map(Offsets.Found::atNanos).orElse(nowNanos);
    OptionalLong committed =
        commit.offset() < 0 ? OptionalLong.empty() : OptionalLong.of(commit.offset());
    long lost =
        commit.offset() >= 0 && start.isPresent()
            ? Math.max(0, start.get().offset() - commit.offset())
            : 0;
    Lag lag =
        group.kind() == GroupKind.SHARE
            ? shareLag(commit)
            : lag(group.group().name(), partition, commit, end);
    return new LagSample(
        group.group(),
        group.kind(),
        group.state(),
        link.partition(partition),
        committed,
        Optional.empty(),
        end.map(found -> OptionalLong.of(found.offset())).orElse(OptionalLong.empty()),
        start.map(found -> OptionalLong.of(found.offset())).orElse(OptionalLong.empty()),
        lag,
        lost,
        OptionalLong.empty(),
        Optional.empty(),
        identity,
        link.millisAt(atNanos),
        atNanos);
  }

  /** KIP-1226: end minus start minus what was acknowledged in between; only the broker knows it. */
  private static Lag shareLag(Commit commit) {
    if (commit.brokerLag().isPresent()) {
      return new Lag.Exact(commit.brokerLag().getAsLong());
    }
    return new Lag.Unknown(
        commit.offset() < 0
            ? "The share group has not begun to read this partition."
            : "The broker does not tell this share group's lag.");
  }

  private Lag lag(
      String group, TopicPartition partition, Commit commit, Optional<Offsets.Found> end) {
    if (commit.offset() < 0) {
      return new Lag.Unknown(
          "Nothing committed: where it would begin is its own auto.offset.reset.");
    }
    if (end.isEmpty()) {
      return new Lag.Unknown("The partition's leader does not answer.");
    }
    long records = end.get().offset() - commit.offset();
    if (records < 0) {
      return new Lag.Unknown(
          "The committed offset "
              + commit.offset()
              + " is beyond the end "
              + end.get().offset()
              + ": the topic was cut back or created again.");
    }
    if (records == 0) {
      return new Lag.Exact(0);
    }
    if (configs.compacted(partition.topic())) {
      return new Lag.AtMost(records, "The topic is compacted: not every offset holds a record.");
    }
    Standing standing = standings.get(new Place(group, partition));
    if (standing != null && standing.samples() >= 2 && transactions.writeTo(partition)) {
      return new Lag.AtMost(
          records,
          "Transactions write here, and their markers take offsets: it may have read everything.");
    }
    return new Lag.Exact(records);
  }
}
