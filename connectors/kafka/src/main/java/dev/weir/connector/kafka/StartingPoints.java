package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.Position;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.TailFrom;
import dev.weir.stream.TailGap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Turns "from where" into an offset for each partition. */
final class StartingPoints {
  private final ClusterLink link;
  private final Offsets offsets;

  StartingPoints(ClusterLink link, Offsets offsets) {
    this.link = link;
    this.offsets = offsets;
  }

  /** First offset to read and the end at the time of asking. */
  record Point(long next, long end) {}

  /**
   * Where to begin.
   *
   * @param unplaced partitions whose leader did not answer; to be tried again
   * @param gaps what the wish passes over because it is no longer there
   */
  record Points(
      Map<TopicPartition, Point> points, Set<TopicPartition> unplaced, List<TailGap> gaps) {}

  /**
   * @param partitions all partitions of the streams opened
   * @throws ConnectorException if none could be placed
   */
  Points find(Collection<TopicPartition> partitions, TailFrom from, ReadIsolation isolation) {
    Collection<TopicPartition> wanted = wanted(partitions, from);
    IsolationLevel level =
        isolation == ReadIsolation.READ_COMMITTED
            ? IsolationLevel.READ_COMMITTED
            : IsolationLevel.READ_UNCOMMITTED;
    Map<TopicPartition, Long> committed =
        from instanceof TailFrom.Committed group ? committed(group.group(), wanted) : Map.of();
    Map<TopicPartition, Offsets.Found> since =
        from instanceof TailFrom.Since(var time)
            ? offsets.ask(wanted, OffsetSpec.forTimestamp(time.toEpochMilli()), level).found()
            : Map.of();
    Offsets.Answers starts = offsets.ask(wanted, OffsetSpec.earliest(), level);
    Offsets.Answers ends = offsets.ask(wanted, OffsetSpec.latest(), level);
    if (!wanted.isEmpty() && ends.found().isEmpty()) {
      throw link.failed("find where to begin", ends.failed().values().iterator().next());
    }
    Map<TopicPartition, Point> points = new HashMap<>();
    Set<TopicPartition> unplaced = new HashSet<>();
    List<TailGap> gaps = new ArrayList<>();
    for (TopicPartition partition : wanted) {
      Offsets.Found startFound = starts.found().get(partition);
      Offsets.Found endFound = ends.found().get(partition);
      Offsets.Found sinceFound = since.get(partition);
      if (startFound == null
          || endFound == null
          || (from instanceof TailFrom.Since && sinceFound == null)) {
        unplaced.add(partition);
        continue;
      }
      long start = startFound.offset();
      long end = Math.max(start, endFound.offset());
      long wish =
          switch (from) {
            case TailFrom.Latest() -> end;
            case TailFrom.Earliest() -> start;
            case TailFrom.Newest(long records) ->
                Math.max(start, end - Math.ceilDiv(records, partitions.size()));
            case TailFrom.AtOffset(long offset) -> offset;
            case TailFrom.At(Position position) -> ((Position.Offset) position).offset();
            case TailFrom.Since _ ->
                sinceFound == null || sinceFound.offset() < 0 ? end : sinceFound.offset();
            // Without a commit most groups begin at the end: the client's default.
            case TailFrom.Committed _ -> committed.getOrDefault(partition, end);
          };
      if (wish < start && !(from instanceof TailFrom.Since)) {
        gaps.add(
            new TailGap(
                link.partition(partition),
                start - wish,
                "Records before offset " + start + " have expired or were deleted."));
      }
      points.put(partition, new Point(Math.clamp(wish, start, end), end));
    }
    return new Points(points, unplaced, gaps);
  }

  private Collection<TopicPartition> wanted(Collection<TopicPartition> all, TailFrom from) {
    if (!(from instanceof TailFrom.At(Position position))) {
      return all;
    }
    if (!(position instanceof Position.Offset(int number, long _))) {
      throw new ConnectorException(
          new ConnectorFailure.Rejected(
              position + " is the id of a Redis entry, not a place in a topic.",
              "Give a partition and an offset."));
    }
    List<TopicPartition> one = all.stream().filter(p -> p.partition() == number).toList();
    if (one.isEmpty()) {
      throw new ConnectorException(
          new ConnectorFailure.Missing(
              "Connection " + link.connection() + ": there is no partition " + number + ".",
              "Partitions count from 0."));
    }
    return one;
  }

  /** Committed offsets, or the start offsets of a share group. */
  private Map<TopicPartition, Long> committed(String group, Collection<TopicPartition> wanted) {
    String doing = "read the offsets of group " + group;
    Map<TopicPartition, OffsetAndMetadata> commits =
        link.call(
            doing,
            admin ->
                admin
                    .listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(wanted)))
                    .partitionsToOffsetAndMetadata(group));
    Map<TopicPartition, Long> committed = new HashMap<>();
    commits.forEach(
        (partition, commit) -> {
          if (commit != null) {
            committed.put(partition, commit.offset());
          }
        });
    if (committed.isEmpty()) {
      committed.putAll(shared(group, wanted));
    }
    if (committed.isEmpty()) {
      throw new ConnectorException(
          new ConnectorFailure.Missing(
              "Connection "
                  + link.connection()
                  + ": group "
                  + group
                  + " has no committed offset in what is to be read.",
              "Check the group's name, or begin at the newest records."));
    }
    return committed;
  }

  private Map<TopicPartition, Long> shared(String group, Collection<TopicPartition> wanted) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    try {
      Map<TopicPartition, SharePartitionOffsetInfo> offsets =
          link.call(
              "read the offsets of share group " + group,
              admin ->
                  admin
                      .listShareGroupOffsets(
                          Map.of(group, new ListShareGroupOffsetsSpec().topicPartitions(wanted)))
                      .partitionsToOffsetInfo(group));
      offsets.forEach(
          (partition, info) -> {
            if (info != null) {
              starts.put(partition, info.startOffset());
            }
          });
    } catch (ConnectorException notAShareGroup) {
      if (notAShareGroup.failure() instanceof ConnectorFailure.Unreachable
          || notAShareGroup.failure() instanceof ConnectorFailure.TimedOut) {
        throw notAShareGroup;
      }
    }
    return starts;
  }
}
