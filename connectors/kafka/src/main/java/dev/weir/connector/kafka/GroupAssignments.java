package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.PartitionRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.ShareMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberAssignment;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.clients.admin.StreamsGroupSubtopologyDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Who is in a group and which partitions they hold. Thread-safe. */
final class GroupAssignments {
  private static final int GROUPS_PER_CALL = 200;
  private static final long AGE_NANOS = Duration.ofSeconds(15).toNanos();

  private final ClusterLink link;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Set<TopicPartition> partitions, long atNanos) {}

  GroupAssignments(ClusterLink link) {
    this.link = link;
  }

  /**
   * Partitions assigned to members, by group, at most some seconds old. A group that cannot be
   * described is left out.
   */
  Map<String, Set<TopicPartition>> assigned(Collection<GroupInfo> groups) {
    long now = System.nanoTime();
    Map<String, Set<TopicPartition>> assigned = new HashMap<>();
    Map<GroupKind, List<String>> stale = new HashMap<>();
    for (GroupInfo group : groups) {
      Known entry = known.get(group.group().name());
      if (entry != null && now - entry.atNanos() < AGE_NANOS) {
        assigned.put(group.group().name(), entry.partitions());
      } else {
        stale.computeIfAbsent(group.kind(), _ -> new ArrayList<>()).add(group.group().name());
      }
    }
    stale.forEach(
        (kind, names) -> {
          for (int from = 0; from < names.size(); from += GROUPS_PER_CALL) {
            List<String> portion =
                names.subList(from, Math.min(names.size(), from + GROUPS_PER_CALL));
            futures(kind, portion)
                .forEach(
                    (name, future) -> {
                      try {
                        Set<TopicPartition> partitions = partitions(link.await(future));
                        known.put(name, new Known(partitions, System.nanoTime()));
                        assigned.put(name, partitions);
                      } catch (ExecutionException | TimeoutException refused) {
                        // Its commits are shown all the same.
                        known.put(name, new Known(Set.of(), System.nanoTime()));
                        assigned.put(name, Set.of());
                      }
                    });
          }
        });
    return assigned;
  }

  void retain(Set<String> groups) {
    known.keySet().retainAll(groups);
  }

  private Map<String, ? extends KafkaFuture<?>> futures(GroupKind kind, List<String> groups) {
    String doing = groups.size() == 1 ? "describe group " + groups.getFirst() : "describe groups";
    return switch (kind) {
      case SHARE -> link.start(doing, admin -> admin.describeShareGroups(groups).describedGroups());
      case STREAMS ->
          link.start(doing, admin -> admin.describeStreamsGroups(groups).describedGroups());
      default -> link.start(doing, admin -> admin.describeConsumerGroups(groups).describedGroups());
    };
  }

  private static Set<TopicPartition> partitions(Object description) {
    Set<TopicPartition> partitions = new HashSet<>();
    switch (description) {
      case ConsumerGroupDescription group ->
          group.members().forEach(m -> partitions.addAll(m.assignment().topicPartitions()));
      case ClassicGroupDescription group ->
          group.members().forEach(m -> partitions.addAll(m.assignment().topicPartitions()));
      case ShareGroupDescription group ->
          group.members().forEach(m -> partitions.addAll(m.assignment().topicPartitions()));
      case StreamsGroupDescription group ->
          group.members().forEach(m -> partitions.addAll(taskPartitions(group, m.assignment())));
      default -> throw new IllegalArgumentException(description.getClass().getName());
    }
    return partitions;
  }

  private static Set<TopicPartition> taskPartitions(
      StreamsGroupDescription group, StreamsGroupMemberAssignment assignment) {
    Set<TopicPartition> partitions = new HashSet<>();
    for (StreamsGroupMemberAssignment.TaskIds tasks : assignment.activeTasks()) {
      for (StreamsGroupSubtopologyDescription subtopology : group.subtopologies()) {
        if (subtopology.subtopologyId().equals(tasks.subtopologyId())) {
          Set<String> sources = new HashSet<>(subtopology.sourceTopics());
          sources.addAll(subtopology.repartitionSourceTopics().keySet());
          for (String topic : sources) {
            tasks.partitions().forEach(number -> partitions.add(new TopicPartition(topic, number)));
          }
        }
      }
    }
    return partitions;
  }

  /** Members and facts of one group. */
  GroupDetail describe(GroupInfo info) {
    String name = info.group().name();
    Object description;
    try {
      description = link.await(futures(info.kind(), List.of(name)).values().iterator().next());
    } catch (ExecutionException | TimeoutException failed) {
      Throwable cause = FailureWords.unwrap(failed);
      if (cause instanceof GroupIdNotFoundException) {
        throw new ConnectorException(noSuchGroup(name));
      }
      if (cause instanceof UnsupportedVersionException
          || cause instanceof IllegalArgumentException) {
        return classic(info);
      }
      throw link.failed("describe group " + name, cause);
    }
    return detail(info, description);
  }

  ConnectorFailure noSuchGroup(String name) {
    return new ConnectorFailure.Missing(
        "Connection " + link.connection() + " has no group " + name + ".",
        "Check the name; its offsets may have expired.");
  }

  /** Groups that are not of consumers: Connect workers, schema registries. */
  private GroupDetail classic(GroupInfo info) {
    String name = info.group().name();
    return detail(
        info,
        link.call(
            "describe group " + name,
            admin ->
                admin
                    .describeClassicGroups(List.of(name))
                    .describedGroups()
                    .values()
                    .iterator()
                    .next()));
  }

  private GroupDetail detail(GroupInfo info, Object description) {
    List<GroupDetail.Member> members = new ArrayList<>();
    Map<String, String> facts = new LinkedHashMap<>();
    switch (description) {
      case ConsumerGroupDescription group -> {
        group.members().forEach(member -> members.add(member(member)));
        facts.put("State", group.groupState().toString());
        coordinator(facts, group.coordinator());
        if (!group.partitionAssignor().isEmpty()) {
          facts.put("Assignor", group.partitionAssignor());
        }
        group.groupEpoch().ifPresent(epoch -> facts.put("Epoch", epoch.toString()));
        group
            .targetAssignmentEpoch()
            .ifPresent(epoch -> facts.put("Assignment epoch", epoch.toString()));
      }
      case ClassicGroupDescription group -> {
        group.members().forEach(member -> members.add(member(member)));
        facts.put("State", group.state().toString());
        coordinator(facts, group.coordinator());
        facts.put("Protocol", group.protocol());
      }
      case ShareGroupDescription group -> {
        for (ShareMemberDescription member : group.members()) {
          members.add(
              member(
                  member.consumerId(),
                  member.clientId(),
                  member.host(),
                  member.assignment().topicPartitions()));
        }
        facts.put("State", group.groupState().toString());
        coordinator(facts, group.coordinator());
        facts.put("Epoch", Integer.toString(group.groupEpoch()));
        facts.put("Assignment epoch", Integer.toString(group.targetAssignmentEpoch()));
      }
      case StreamsGroupDescription group -> {
        for (StreamsGroupMemberDescription member : group.members()) {
          members.add(
              member(
                  member.memberId(),
                  member.clientId(),
                  member.clientHost(),
                  taskPartitions(group, member.assignment())));
        }
        facts.put("State", group.groupState().toString());
        coordinator(facts, group.coordinator());
        group.assignorName().ifPresent(assignor -> facts.put("Assignor", assignor));
        facts.put("Epoch", Integer.toString(group.groupEpoch()));
        facts.put("Topology epoch", Integer.toString(group.topologyEpoch()));
        facts.put("Subtopologies", Integer.toString(group.subtopologies().size()));
      }
      default -> throw new IllegalArgumentException(description.getClass().getName());
    }
    facts.put("Members", Integer.toString(members.size()));
    return new GroupDetail(info, members, facts);
  }

  private GroupDetail.Member member(MemberDescription member) {
    return member(
        member.groupInstanceId().orElse(member.consumerId()),
        member.clientId(),
        member.host(),
        member.assignment().topicPartitions());
  }

  private GroupDetail.Member member(
      String id, String client, String host, Collection<TopicPartition> assigned) {
    List<PartitionRef> partitions = assigned.stream().map(link::partition).sorted().toList();
    return new GroupDetail.Member(
        id,
        client,
        host.startsWith("/") ? host.substring(1) : host,
        partitions,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static void coordinator(Map<String, String> facts, Node coordinator) {
    if (coordinator != null && !coordinator.isEmpty()) {
      facts.put(
          "Coordinator",
          coordinator.host() + ":" + coordinator.port() + " (" + coordinator.id() + ")");
    }
  }
}
