package dev.weir.connector.kafka;

import dev.weir.connector.kafka.CommittedOffsets.Commit;
import dev.weir.connector.kafka.CommittedOffsets.Told;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/**
 * Joins what groups have committed with where the partitions end, begin, and may be read. Ends are
 * asked for after the commits, so lag errs upwards. Thread-safe.
 */
final class LagSweep {
  /** A lag as small as a few transactions' markers. */
  private static final long FEW = 10;

  private final ClusterLink link;
  private final Topics topics;
  private final TopicConfigs configs;
  private final Offsets offsets;
  private final LogStarts starts;
  private final LogSizes sizes;
  private final Transactions transactions;
  private final Blockers blockers;
  private final Map<String, Set<String>> topicsRead = new ConcurrentHashMap<>();
  private final Map<Place, Standing> standings = new ConcurrentHashMap<>();

  private record Place(String group, TopicPartition partition) {}

  /** A commit and an end that were the same in so many samples in a row. */
  private record Standing(long committed, long end, int samples) {}

  /** All that is the same for all groups that read the partition. */
  private record Ground(
      PartitionRef partition,
      String identity,
      Offsets.@Nullable Found start,
      Offsets.@Nullable Found end,
      Offsets.@Nullable Found stableEnd,
      Optional<LagSample.Retention> retention,
      String why) {}

  LagSweep(
      ClusterLink link,
      Topics topics,
      TopicConfigs configs,
      Offsets offsets,
      LogSizes sizes,
      Transactions transactions) {
    this.link = link;
    this.topics = topics;
    this.configs = configs;
    this.offsets = offsets;
    this.sizes = sizes;
    starts = new LogStarts(offsets);
    this.transactions = transactions;
    blockers = new Blockers(link);
  }

  void retain(Set<String> groups) {
    topicsRead.keySet().retainAll(groups);
    standings.keySet().removeIf(place -> !groups.contains(place.group()));
    Set<String> read = new HashSet<>();
    topicsRead.values().forEach(read::addAll);
    starts.retain(read);
    blockers.retain(read);
  }

  List<GroupRef> readersOf(String topic) {
    return topicsRead.entrySet().stream()
        .filter(entry -> entry.getValue().contains(topic))
        .map(entry -> new GroupRef(link.connection(), entry.getKey()))
        .sorted()
        .toList();
  }

  List<LagSample> samples(Map<GroupInfo, Told> told) {
    Map<TopicPartition, Long> furthestBehind = new HashMap<>();
    Set<String> names = new HashSet<>();
    told.forEach(
        (group, answer) -> {
          Set<String> read = new HashSet<>();
          answer
              .commits()
              .forEach(
                  (partition, commit) -> {
                    read.add(partition.topic());
                    furthestBehind.merge(partition, commit.offset(), Math::min);
                  });
          topicsRead.put(group.group().name(), read);
          names.addAll(read);
        });
    Map<String, TopicDescription> descriptions = describe(names);
    Set<TopicPartition> wanted = new HashSet<>(furthestBehind.keySet());
    wanted.retainAll(new HashSet<>(Topics.led(descriptions.values())));
    Offsets.Answers ends =
        offsets.ask(wanted, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    if (!ends.failed().isEmpty()) {
      Set<String> suspects =
          ends.failed().keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
      topics.forget(suspects);
      starts.forget(suspects);
      descriptions.keySet().removeAll(suspects);
      descriptions.putAll(describe(suspects));
      if (ends.found().isEmpty() && !descriptions.isEmpty()) {
        throw link.failed("read the ends of topics", ends.failed().values().iterator().next());
      }
    }
    List<TopicPartition> pressing = new ArrayList<>();
    List<TopicPartition> calm = new ArrayList<>();
    ends.found()
        .forEach(
            (partition, end) -> {
              long behind = furthestBehind.getOrDefault(partition, -1L);
              (behind < end.offset() ? pressing : calm).add(partition);
            });
    // After the ends: what a transaction holds back is then never more than was seen.
    Offsets.Answers stableEnds =
        offsets.ask(pressing, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Offsets.Found> begins = starts.find(pressing, calm);
    configs.learnAll(descriptions.keySet());
    sizes.refresh(descriptions.values());
    transactions.learn(standing(told, ends));
    blockers.look(ends.found(), stableEnds.found());
    Map<TopicPartition, Ground> grounds = HashMap.newHashMap(furthestBehind.size());
    for (TopicPartition partition : furthestBehind.keySet()) {
      TopicDescription topic = descriptions.get(partition.topic());
      if (topic != null && partition.partition() < topic.partitions().size()) {
        grounds.put(
            partition,
            new Ground(
                link.partition(partition),
                TopicCatalog.identity(topic.topicId()),
                begins.get(partition),
                ends.found().get(partition),
                stableEnds.found().get(partition),
                retention(topic, partition.partition()),
                "The partition's leader does not answer."));
      } else if (topics.isForbidden(partition.topic())) {
        grounds.put(
            partition,
            new Ground(
                link.partition(partition),
                "",
                null,
                null,
                null,
                Optional.empty(),
                "Not authorised to see topic "
                    + partition.topic()
                    + ": that takes DESCRIBE on it."));
      }
    }
    return join(told, grounds);
  }

  /** None where the user may see none of them: that is no failure of the sweep. */
  private Map<String, TopicDescription> describe(Collection<String> names) {
    try {
      return topics.describe(names);
    } catch (ConnectorException refused) {
      if (refused.failure() instanceof ConnectorFailure.Unauthorized) {
        return new HashMap<>();
      }
      throw refused;
    }
  }

  private Optional<LagSample.Retention> retention(TopicDescription topic, int number) {
    Optional<TopicConfigs.Deletion> deletion = configs.deletion(topic.name());
    if (deletion.isEmpty()) {
      return Optional.empty();
    }
    TopicPartitionInfo partition = topic.partitions().get(number);
    TopicConfigs.Deletion policy = deletion.get();
    return Optional.of(
        new LagSample.Retention(
            policy.deletes() && policy.millis() >= 0
                ? OptionalLong.of(policy.millis())
                : OptionalLong.empty(),
            policy.deletes() && policy.bytes() >= 0
                ? OptionalLong.of(policy.bytes())
                : OptionalLong.empty(),
            sizes.of(topic.name(), partition)));
  }

  private List<LagSample> join(Map<GroupInfo, Told> told, Map<TopicPartition, Ground> grounds) {
    long now = System.nanoTime();
    List<LagSample> samples = new ArrayList<>();
    told.forEach(
        (group, answer) -> {
          long committedAtMillis = link.millisAt(answer.atNanos());
          List<LagSample> ofGroup = new ArrayList<>(answer.commits().size());
          answer
              .commits()
              .forEach(
                  (partition, commit) -> {
                    Ground ground = grounds.get(partition);
                    if (ground != null) {
                      ofGroup.add(sample(group, partition, commit, ground, committedAtMillis, now));
                    }
                  });
          ofGroup.sort(Comparator.comparing(LagSample::partition));
          samples.addAll(ofGroup);
        });
    return samples;
  }

  /** Partitions where a small lag has stood still: what markers look like. */
  private Set<TopicPartition> standing(Map<GroupInfo, Told> told, Offsets.Answers ends) {
    Set<TopicPartition> standing = new HashSet<>();
    told.forEach(
        (group, answer) ->
            answer
                .commits()
                .forEach(
                    (partition, commit) -> {
                      Offsets.Found end = ends.found().get(partition);
                      long behind =
                          end == null || commit.offset() < 0 ? 0 : end.offset() - commit.offset();
                      if (end != null && behind > 0 && behind <= FEW) {
                        if (stands(group, partition, commit, end.offset())) {
                          standing.add(partition);
                        }
                      } else if (!standings.isEmpty()) {
                        standings.remove(new Place(group.group().name(), partition));
                      }
                    }));
    return standing;
  }

  private boolean stands(GroupInfo group, TopicPartition partition, Commit commit, long end) {
    Standing now =
        standings.merge(
            new Place(group.group().name(), partition),
            new Standing(commit.offset(), end, 1),
            (before, next) ->
                before.committed() == next.committed() && before.end() == next.end()
                    ? new Standing(next.committed(), next.end(), before.samples() + 1)
                    : next);
    return now.samples() >= 2;
  }

  private LagSample sample(
      GroupInfo group,
      TopicPartition partition,
      Commit commit,
      Ground ground,
      long committedAtMillis,
      long nowNanos) {
    Offsets.Found end = ground.end();
    long atNanos = end == null ? nowNanos : end.atNanos();
    long lost =
        commit.offset() >= 0 && ground.start() != null
            ? Math.max(0, ground.start().offset() - commit.offset())
            : 0;
    Lag lag =
        group.kind() == GroupKind.SHARE
            ? shareLag(commit)
            : lag(group.group().name(), partition, commit, ground);
    return new LagSample(
        group.group(),
        group.kind(),
        group.state(),
        ground.partition(),
        commit.committed(),
        Optional.empty(),
        offset(end),
        stableEnd(commit, ground),
        offset(ground.start()),
        lag,
        lost,
        end != null && ground.stableEnd() != null && commit.offset() < end.offset()
            ? blockers.of(partition)
            : Optional.empty(),
        Optional.empty(),
        ground.retention(),
        ground.identity(),
        committedAtMillis,
        link.millisAt(atNanos),
        atNanos);
  }

  private static OptionalLong offset(Offsets.@Nullable Found found) {
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
  }

  /** No further than the end, which was asked for before it. */
  private static OptionalLong stableEnd(Commit commit, Ground ground) {
    Offsets.Found end = ground.end();
    Offsets.Found stable = ground.stableEnd();
    if (end == null || stable == null || commit.offset() >= end.offset()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Math.min(end.offset(), stable.offset()));
  }

  /** KIP-1226: end minus start minus what was acknowledged in between; only the broker knows it. */
  private static Lag shareLag(Commit commit) {
    if (commit.brokerLag() >= 0) {
      return new Lag.Exact(commit.brokerLag());
    }
    return new Lag.Unknown(
        commit.offset() < 0
            ? "The share group has not begun to read this partition."
            : "The broker does not tell this share group's lag.");
  }

  private Lag lag(String group, TopicPartition partition, Commit commit, Ground ground) {
    if (ground.end() == null) {
      return new Lag.Unknown(ground.why());
    }
    if (commit.offset() < 0) {
      return new Lag.Unknown(
          "Nothing committed: where it would begin is its own auto.offset.reset.");
    }
    long records = ground.end().offset() - commit.offset();
    if (records < 0) {
      return new Lag.Unknown(
          "The committed offset "
              + commit.offset()
              + " is beyond the end "
              + ground.end().offset()
              + ": the topic was cut back or created again.");
    }
    if (records == 0) {
      return new Lag.Exact(0);
    }
    if (configs.compacted(partition.topic())) {
      return new Lag.AtMost(records, "The topic is compacted: not every offset holds a record.");
    }
    Standing standing = records > FEW ? null : standings.get(new Place(group, partition));
    // Behind an open transaction it is not markers that wait.
    boolean isOpen =
        ground.stableEnd() != null && ground.stableEnd().offset() < ground.end().offset();
    if (standing != null && standing.samples() >= 2 && !isOpen && transactions.writeTo(partition)) {
      return new Lag.AtMost(
          records,
          "Transactions write here, and their markers take offsets: it may have read everything.");
    }
    return new Lag.Exact(records);
  }
}
