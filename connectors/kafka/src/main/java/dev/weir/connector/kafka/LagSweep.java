package dev.weir.connector.kafka;

import dev.weir.connector.kafka.CommittedOffsets.Told;
import dev.weir.stream.Blocker;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupInfo;
import dev.weir.stream.GroupKind;
import dev.weir.stream.GroupRef;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.PartitionRef;
import java.util.ArrayList;
import java.util.Arrays;
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

  private static final Lag CAUGHT_UP = new Lag.Exact(0);

  private final ClusterLink link;
  private final Topics topics;
  private final TopicConfigs configs;
  private final Offsets offsets;
  private final LogStarts starts;
  private final LogSizes sizes;
  private final Transactions transactions;
  private final Blockers blockers;
  private final Map<String, Set<String>> topicsRead = new ConcurrentHashMap<>();
  private final Map<String, Map<TopicPartition, Standing>> standings = new ConcurrentHashMap<>();

  /** A commit and an end that were the same in so many samples in a row. */
  private record Standing(long committed, long end, int samples) {}

  /** A partition that is asked about, once for all groups that read it. */
  private static final class Spot {
    private final TopicPartition partition;
    private long furthestBehind = Long.MAX_VALUE;
    private int rank;
    private @Nullable Ground ground;

    Spot(TopicPartition partition) {
      this.partition = partition;
    }
  }

  /**
   * A group and where each of its commits is.
   *
   * @param spots in the order of its rows
   */
  @SuppressWarnings("ArrayRecordComponent") // Carried, never compared.
  private record Reading(GroupInfo group, Told told, Spot[] spots) {}

  /** All that is the same for all groups that read the partition. */
  private record Ground(
      PartitionRef partition,
      String identity,
      OptionalLong start,
      OptionalLong end,
      OptionalLong stableEnd,
      Optional<Blocker> blocker,
      Optional<LagSample.Retention> retention,
      boolean isCompacted,
      long atMillis,
      long atNanos,
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
    standings.keySet().retainAll(groups);
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
    Map<TopicPartition, Spot> spots = new HashMap<>();
    Set<String> names = new HashSet<>();
    List<Reading> readings = new ArrayList<>(told.size());
    told.forEach(
        (group, answer) -> {
          Reading reading = reading(group, answer, spots);
          readings.add(reading);
          Set<String> read = topics(reading);
          topicsRead.put(group.group().name(), read);
          names.addAll(read);
        });
    Map<String, TopicDescription> descriptions = describe(names);
    Set<TopicPartition> wanted = new HashSet<>(spots.keySet());
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
              Spot spot = spots.get(partition);
              boolean isBehind = spot == null || spot.furthestBehind < end.offset();
              (isBehind ? pressing : calm).add(partition);
            });
    // After the ends: what a transaction holds back is then never more than was seen.
    Offsets.Answers stableEnds =
        offsets.ask(pressing, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Offsets.Found> begins = starts.find(pressing, calm);
    configs.learnAll(descriptions.keySet());
    sizes.refresh(descriptions.values());
    blockers.look(ends.found(), stableEnds.found());
    long nowNanos = System.nanoTime();
    for (Spot spot : spots.values()) {
      TopicPartition partition = spot.partition;
      TopicDescription topic = descriptions.get(partition.topic());
      if (topic != null && partition.partition() < topic.partitions().size()) {
        spot.ground =
            ground(
                topic,
                partition,
                begins.get(partition),
                ends.found().get(partition),
                stableEnds.found().get(partition),
                nowNanos);
      } else if (topics.isForbidden(partition.topic())) {
        spot.ground = forbidden(partition, nowNanos);
      }
    }
    transactions.learn(standing(readings));
    return join(spots.values(), readings);
  }

  private static Reading reading(GroupInfo group, Told told, Map<TopicPartition, Spot> everywhere) {
    Commits commits = told.commits();
    Spot[] spots = new Spot[commits.size()];
    for (int row = 0; row < spots.length; row++) {
      Spot spot = everywhere.computeIfAbsent(commits.partition(row), Spot::new);
      spot.furthestBehind = Math.min(spot.furthestBehind, commits.offset(row));
      spots[row] = spot;
    }
    return new Reading(group, told, spots);
  }

  private static Set<String> topics(Reading reading) {
    Set<String> topics = new HashSet<>();
    Commits commits = reading.told().commits();
    String last = "";
    for (int row = 0; row < commits.size(); row++) {
      String topic = commits.partition(row).topic();
      if (!topic.equals(last)) {
        topics.add(topic);
        last = topic;
      }
    }
    return topics;
  }

  private Ground ground(
      TopicDescription topic,
      TopicPartition partition,
      Offsets.@Nullable Found start,
      Offsets.@Nullable Found end,
      Offsets.@Nullable Found stableEnd,
      long nowNanos) {
    long atNanos = end == null ? nowNanos : end.atNanos();
    return new Ground(
        link.partition(partition),
        TopicCatalog.identity(topic.topicId()),
        offset(start),
        offset(end),
        end == null || stableEnd == null
            ? OptionalLong.empty()
            // No further than the end, which was asked for before it.
            : OptionalLong.of(Math.min(end.offset(), stableEnd.offset())),
        end == null || stableEnd == null ? Optional.empty() : blockers.of(partition),
        retention(topic, partition.partition()),
        configs.compacted(partition.topic()),
        link.millisAt(atNanos),
        atNanos,
        "The partition's leader does not answer.");
  }

  private Ground forbidden(TopicPartition partition, long nowNanos) {
    return new Ground(
        link.partition(partition),
        "",
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        link.millisAt(nowNanos),
        nowNanos,
        "Not authorised to see topic " + partition.topic() + ": that takes DESCRIBE on it.");
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

  private List<LagSample> join(Collection<Spot> spots, List<Reading> readings) {
    // Sorted once for all groups: comparing names for each of their commits would cost more than
    // all the rest.
    List<Spot> inOrder = new ArrayList<>(spots);
    inOrder.sort(
        Comparator.comparing((Spot spot) -> spot.partition.topic())
            .thenComparingInt(spot -> spot.partition.partition()));
    for (int rank = 0; rank < inOrder.size(); rank++) {
      inOrder.get(rank).rank = rank;
    }
    int size = 0;
    for (Reading reading : readings) {
      size += reading.spots().length;
    }
    List<LagSample> samples = new ArrayList<>(size);
    for (Reading reading : readings) {
      join(reading, samples);
    }
    return samples;
  }

  private void join(Reading reading, List<LagSample> into) {
    Spot[] spots = reading.spots();
    long[] rankedRows = new long[spots.length];
    for (int row = 0; row < spots.length; row++) {
      rankedRows[row] = ((long) spots[row].rank << Integer.SIZE) | row;
    }
    Arrays.sort(rankedRows);
    long committedAtMillis = link.millisAt(reading.told().atNanos());
    Map<TopicPartition, Standing> standing =
        standings.getOrDefault(reading.group().group().name(), Map.of());
    for (long ranked : rankedRows) {
      int row = (int) ranked;
      Ground ground = spots[row].ground;
      if (ground != null) {
        into.add(
            sample(
                reading.group(),
                reading.told().commits(),
                row,
                ground,
                standing.get(spots[row].partition),
                committedAtMillis));
      }
    }
  }

  /** Partitions where a small lag has stood still: what markers look like. */
  private Set<TopicPartition> standing(List<Reading> readings) {
    Set<TopicPartition> standing = new HashSet<>();
    for (Reading reading : readings) {
      String group = reading.group().group().name();
      Map<TopicPartition, Standing> before = standings.getOrDefault(group, Map.of());
      Map<TopicPartition, Standing> now = new HashMap<>();
      Commits commits = reading.told().commits();
      for (int row = 0; row < commits.size(); row++) {
        Spot spot = reading.spots()[row];
        long offset = commits.offset(row);
        if (offset >= 0 && spot.ground != null && spot.ground.end().isPresent()) {
          long end = spot.ground.end().getAsLong();
          if (end > offset && end - offset <= FEW) {
            Standing was = before.get(spot.partition);
            boolean isSame = was != null && was.committed() == offset && was.end() == end;
            int samples = was != null && isSame ? was.samples() + 1 : 1;
            now.put(spot.partition, new Standing(offset, end, samples));
            if (samples >= 2) {
              standing.add(spot.partition);
            }
          }
        }
      }
      if (now.isEmpty()) {
        standings.remove(group);
      } else {
        standings.put(group, now);
      }
    }
    return standing;
  }

  private LagSample sample(
      GroupInfo group,
      Commits commits,
      int row,
      Ground ground,
      @Nullable Standing standing,
      long committedAtMillis) {
    long offset = commits.offset(row);
    OptionalLong end = ground.end();
    boolean isBehind = end.isPresent() && offset < end.getAsLong();
    OptionalLong committed =
        offset < 0
            ? OptionalLong.empty()
            // Most groups have read everything: their commit is the end.
            : end.isPresent() && end.getAsLong() == offset ? end : OptionalLong.of(offset);
    long lost =
        offset >= 0 && ground.start().isPresent()
            ? Math.max(0, ground.start().getAsLong() - offset)
            : 0;
    return new LagSample(
        group.group(),
        group.kind(),
        group.state(),
        ground.partition(),
        committed,
        Optional.empty(),
        end,
        isBehind ? ground.stableEnd() : OptionalLong.empty(),
        ground.start(),
        group.kind() == GroupKind.SHARE
            ? shareLag(offset, commits.brokerLag(row))
            : lag(commits.partition(row), offset, ground, standing),
        lost,
        isBehind ? ground.blocker() : Optional.empty(),
        Optional.empty(),
        ground.retention(),
        ground.identity(),
        committedAtMillis,
        ground.atMillis(),
        ground.atNanos());
  }

  private static OptionalLong offset(Offsets.@Nullable Found found) {
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.offset());
  }

  /** KIP-1226: end minus start minus what was acknowledged in between; only the broker knows it. */
  private static Lag shareLag(long offset, long brokerLag) {
    if (brokerLag >= 0) {
      return new Lag.Exact(brokerLag);
    }
    return new Lag.Unknown(
        offset < 0
            ? "The share group has not begun to read this partition."
            : "The broker does not tell this share group's lag.");
  }

  private Lag lag(
      TopicPartition partition, long offset, Ground ground, @Nullable Standing standing) {
    if (ground.end().isEmpty()) {
      return new Lag.Unknown(ground.why());
    }
    if (offset < 0) {
      return new Lag.Unknown(
          "Nothing committed: where it would begin is its own auto.offset.reset.");
    }
    long end = ground.end().getAsLong();
    long records = end - offset;
    if (records < 0) {
      return new Lag.Unknown(
          "The committed offset "
              + offset
              + " is beyond the end "
              + end
              + ": the topic was cut back or created again.");
    }
    if (records == 0) {
      return CAUGHT_UP;
    }
    if (ground.isCompacted()) {
      return new Lag.AtMost(records, "The topic is compacted: not every offset holds a record.");
    }
    // Behind an open transaction it is not markers that wait.
    boolean isOpen = ground.stableEnd().isPresent() && ground.stableEnd().getAsLong() < end;
    if (records <= FEW
        && standing != null
        && standing.samples() >= 2
        && !isOpen
        && transactions.writeTo(partition)) {
      return new Lag.AtMost(
          records,
          "Transactions write here, and their markers take offsets: it may have read everything.");
    }
    return new Lag.Exact(records);
  }
}
