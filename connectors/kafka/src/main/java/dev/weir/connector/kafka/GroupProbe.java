package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.FirstUnread;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.LagAnswers;
import dev.weir.stream.LagProbe;
import dev.weir.stream.LagSample;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.OffsetResetPort;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.common.TopicPartition;

/**
 * Groups and their lag. Committed offsets are read before ends, so lag errs upwards. Thread-safe.
 */
final class GroupProbe implements LagProbe, OffsetResetPort {
  private final ClusterLink link;
  private final GroupAssignments assignments;
  private final CommittedOffsets committed;
  private final LagSweep sweep;
  private final UnreadSince unreadSince;
  private final FirstUnreadReader firstUnread;
  private final OffsetResets resets;
  private final Map<String, GroupInfo> listed = new ConcurrentHashMap<>();

  GroupProbe(
      ClusterLink link,
      Topics topics,
      TopicConfigs configs,
      Offsets offsets,
      LogSizes sizes,
      Transactions transactions) {
    this.link = link;
    assignments = new GroupAssignments(link);
    committed = new CommittedOffsets(link);
    sweep = new LagSweep(link, topics, configs, offsets, sizes, transactions);
    unreadSince = new UnreadSince(link, offsets);
    firstUnread = new FirstUnreadReader(link);
    resets = new OffsetResets(link, topics, offsets, committed, this::describe);
  }

  @Override
  public List<GroupInfo> groups() {
    ListGroupsResult result =
        link.start("list groups", admin -> admin.listGroups(new ListGroupsOptions()));
    List<GroupInfo> groups = new ArrayList<>();
    try {
      for (GroupListing listing : link.await(result.valid())) {
        if (keepsOurBooks(listing.groupId())) {
          continue;
        }
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
    committed.retain(names);
    assignments.retain(names);
    sweep.retain(names);
    return List.copyOf(groups);
  }

  /** Whether it only keeps how far a replay or lease of this program is: nobody reads by it. */
  private static boolean keepsOurBooks(String group) {
    return group.startsWith(TransactionalLane.OWN) || group.startsWith(TransactionalLease.OWN);
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
    return sweep.readersOf(topic);
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
  public Map<LagSample, Boolean> waitsLongerThan(Collection<LagSample> lagging, Duration limit) {
    return unreadSince.waitsLongerThan(lagging, limit);
  }

  @Override
  public FirstUnread readFirstUnread(LagSample lagging) {
    return firstUnread.read(lagging);
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
  public LagAnswers lag(Collection<GroupInfo> groups) {
    CommittedOffsets.Read read = committed.read(groups);
    addAssigned(read.told());
    return new LagAnswers(sweep.samples(read.told()), read.refused());
  }

  /** Partitions that members hold without a commit: not 0, not the end, but not known. */
  private void addAssigned(Map<GroupInfo, CommittedOffsets.Told> told) {
    List<GroupInfo> active =
        told.keySet().stream()
            .filter(
                group ->
                    group.state() == GroupState.STABLE || group.state() == GroupState.REBALANCING)
            .toList();
    Map<String, Set<TopicPartition>> assigned = assignments.assigned(active);
    for (GroupInfo group : active) {
      CommittedOffsets.Told known = told.get(group);
      if (known != null) {
        Set<TopicPartition> committedOn = known.commits().partitions();
        for (TopicPartition partition : assigned.getOrDefault(group.group().name(), Set.of())) {
          if (!committedOn.contains(partition)) {
            known.commits().add(partition, Commits.NONE, -1);
          }
        }
      }
    }
  }
}
