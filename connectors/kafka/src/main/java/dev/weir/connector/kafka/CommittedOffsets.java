package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListStreamsGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What groups of all kinds have committed, in portions: no call brings back more than a bounded
 * number of offsets, and there is never more than one call under way. Thread-safe.
 */
final class CommittedOffsets {
  private static final Logger LOG = LoggerFactory.getLogger(CommittedOffsets.class);

  /** Offsets one call may bring back: above that a sweep costs seconds and much memory. */
  private static final int OFFSETS_PER_CALL = 100_000;

  private static final int GROUPS_PER_CALL = 500;
  private static final int OFFSETS_OF_UNKNOWN_GROUP = 200;

  private final ClusterLink link;

  /** How many offsets a group had in the last sweep. */
  private final Map<String, Integer> sizes = new ConcurrentHashMap<>();

  /**
   * What one group told.
   *
   * @param atNanos {@code System.nanoTime()} when its coordinator answered
   */
  record Told(Commits commits, long atNanos) {}

  /** What all told, and why the others did not. A group that is gone is in neither. */
  record Read(Map<GroupInfo, Told> told, Map<GroupRef, ConnectorFailure> refused) {}

  CommittedOffsets(ClusterLink link) {
    this.link = link;
  }

  void retain(Set<String> groups) {
    sizes.keySet().retainAll(groups);
  }

  /** Reads; one coordinator that does not answer leaves out its own groups only. */
  Read read(Collection<GroupInfo> groups) {
    Read read = new Read(new LinkedHashMap<>(), new HashMap<>());
    List<GroupInfo> shares = groups.stream().filter(g -> g.kind() == GroupKind.SHARE).toList();
    List<GroupInfo> others = groups.stream().filter(g -> g.kind() != GroupKind.SHARE).toList();
    for (List<GroupInfo> portion : portions(others)) {
      readCommits(portion, read);
    }
    for (List<GroupInfo> portion : portions(shares)) {
      readShares(portion, read);
    }
    return read;
  }

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

  private void readCommits(List<GroupInfo> groups, Read read) {
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
        (partition, commit, into) ->
            into.add(partition, commit == null ? Commits.NONE : commit.offset(), -1),
        read);
  }

  private void readShares(List<GroupInfo> groups, Read read) {
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
        (partition, info, into) -> {
          if (info == null) {
            into.add(partition, Commits.NONE, -1);
          } else {
            into.add(partition, info.startOffset(), info.lag().orElse(-1L));
          }
        },
        read);
  }

  /** Notes what was told of one partition. */
  private interface Row<T> {
    void add(TopicPartition partition, @Nullable T told, Commits into);
  }

  private <T> void collect(
      List<GroupInfo> groups,
      Map<String, KafkaFuture<Map<TopicPartition, T>>> answers,
      Row<T> row,
      Read read) {
    // Each coordinator answers at its own time, and that moment counts.
    Map<String, Long> answeredAt = new ConcurrentHashMap<>();
    answers.forEach(
        (name, answer) -> {
          var unused = answer.whenComplete((_, _) -> answeredAt.put(name, System.nanoTime()));
        });
    boolean answered = false;
    for (GroupInfo group : groups) {
      String name = group.group().name();
      KafkaFuture<Map<TopicPartition, T>> answer = answers.get(name);
      if (answer == null) {
        continue;
      }
      try {
        Map<TopicPartition, T> told = link.await(answer);
        var commits = new Commits(told.size());
        told.forEach((partition, value) -> row.add(partition, value, commits));
        read.told().put(group, new Told(commits, answeredAt.getOrDefault(name, System.nanoTime())));
        sizes.put(name, Math.max(1, commits.size()));
        answered = true;
      } catch (ExecutionException | TimeoutException failed) {
        Throwable cause = FailureWords.unwrap(failed);
        answered |= !(cause instanceof org.apache.kafka.common.errors.RetriableException);
        if (!(cause instanceof GroupIdNotFoundException)) {
          read.refused()
              .put(
                  group.group(),
                  link.words().failure("read the committed offsets of group " + name, cause));
          LOG.debug("No offsets of group {} on {}", name, link.connection());
        }
      }
    }
    if (answered) {
      link.answered();
    }
  }
}
