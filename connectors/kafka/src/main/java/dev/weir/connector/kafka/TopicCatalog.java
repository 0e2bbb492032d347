package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PartitionEnds;
import dev.weir.stream.StreamCatalog;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamInfo;
import dev.weir.stream.StreamKind;
import dev.weir.stream.StreamRef;
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
import java.util.function.Function;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;

/** Topics as streams. Reads metadata only. Thread-safe. */
final class TopicCatalog implements StreamCatalog {
  private final ClusterLink link;
  private final Topics topics;
  private final TopicConfigs configs;
  private final Offsets offsets;
  private final LogSizes sizes;
  private final Transactions transactions;
  private final Function<String, List<GroupRef>> readers;

  /** The last end of each partition: one that goes back means another topic of the same name. */
  private final Map<TopicPartition, Long> lastEnds = new ConcurrentHashMap<>();

  /**
   * @param readers groups known to have commits on a topic
   */
  TopicCatalog(
      ClusterLink link,
      Topics topics,
      TopicConfigs configs,
      Offsets offsets,
      LogSizes sizes,
      Transactions transactions,
      Function<String, List<GroupRef>> readers) {
    this.link = link;
    this.topics = topics;
    this.configs = configs;
    this.offsets = offsets;
    this.readers = readers;
    this.sizes = sizes;
    this.transactions = transactions;
  }

  @Override
  public List<StreamInfo> streams() {
    Collection<TopicListing> listings =
        link.call(
            "list topics",
            admin -> admin.listTopics(new ListTopicsOptions().listInternal(true)).listings());
    Map<String, TopicListing> byName = new HashMap<>();
    for (TopicListing listing : listings) {
      byName.put(listing.name(), listing);
    }
    Set<String> names = byName.keySet();
    topics.retain(names);
    configs.retain(names);
    lastEnds.keySet().removeIf(partition -> !names.contains(partition.topic()));
    Map<String, TopicDescription> descriptions = topics.describe(names);
    configs.learnSome(names);
    List<StreamInfo> streams = new ArrayList<>();
    for (TopicListing listing : listings) {
      TopicDescription description = descriptions.get(listing.name());
      if (description != null) {
        streams.add(info(description));
      }
    }
    streams.sort(Comparator.comparing(StreamInfo::stream));
    return List.copyOf(streams);
  }

  private StreamInfo info(TopicDescription topic) {
    return new StreamInfo(
        link.stream(topic.name()),
        StreamKind.TOPIC,
        identity(topic.topicId()),
        topic.partitions().size(),
        topic.isInternal(),
        configs.deadLetterEvidence(topic.name()));
  }

  static String identity(Uuid topicId) {
    return Uuid.ZERO_UUID.equals(topicId) ? "" : topicId.toString();
  }

  @Override
  public List<StreamEnds> ends(Collection<StreamRef> streams) {
    if (streams.isEmpty()) {
      return List.of();
    }
    List<String> names = streams.stream().map(StreamRef::name).toList();
    Map<String, TopicDescription> descriptions = topics.describe(names);
    List<TopicPartition> led = Topics.led(descriptions.values());
    Offsets.Answers starts =
        offsets.ask(led, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED);
    // Ends last: they are what a rate is made of.
    Offsets.Answers ends = offsets.ask(led, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    Set<String> suspects = suspects(ends);
    if (!suspects.isEmpty()) {
      topics.forget(suspects);
      descriptions.keySet().removeAll(suspects);
      descriptions.putAll(topics.describe(suspects));
    }
    if (!led.isEmpty() && ends.found().isEmpty() && !descriptions.isEmpty()) {
      throw link.failed("read the ends of topics", ends.failed().values().iterator().next());
    }
    sizes.refresh(descriptions.values());
    Optional<ConnectorFailure> away = ends.failure(link.words(), "read the ends of partitions");
    List<StreamEnds> result = new ArrayList<>();
    for (StreamRef stream : streams) {
      TopicDescription topic = descriptions.get(stream.name());
      if (topic != null) {
        result.add(ends(stream, topic, starts, ends, away));
      }
    }
    return List.copyOf(result);
  }

  /** Topics of which a partition failed or went back: something has changed about them. */
  private Set<String> suspects(Offsets.Answers ends) {
    Set<String> suspects = new HashSet<>();
    ends.failed().keySet().forEach(partition -> suspects.add(partition.topic()));
    ends.found()
        .forEach(
            (partition, found) -> {
              Long before = lastEnds.put(partition, found.offset());
              if (before != null && before > found.offset()) {
                suspects.add(partition.topic());
              }
            });
    return suspects;
  }

  private StreamEnds ends(
      StreamRef stream,
      TopicDescription topic,
      Offsets.Answers starts,
      Offsets.Answers ends,
      Optional<ConnectorFailure> away) {
    List<PartitionEnds> partitions = new ArrayList<>();
    long length = 0;
    int missing = 0;
    for (TopicPartitionInfo partition : topic.partitions()) {
      TopicPartition key = new TopicPartition(topic.name(), partition.partition());
      Offsets.Found start = starts.found().get(key);
      Offsets.Found end = ends.found().get(key);
      if (start == null || end == null) {
        missing++;
        continue;
      }
      length += Math.max(0, end.offset() - start.offset());
      partitions.add(
          new PartitionEnds(
              link.partition(key),
              start.offset(),
              end.offset(),
              end.leaderEpoch(),
              link.millisAt(end.atNanos()),
              end.atNanos()));
    }
    return new StreamEnds(
        stream,
        identity(topic.topicId()),
        partitions,
        true,
        sizes.of(topic),
        length,
        missing == 0 ? Optional.empty() : Optional.of(incomplete(topic, missing, away)));
  }

  private ConnectorFailure incomplete(
      TopicDescription topic, int missing, Optional<ConnectorFailure> away) {
    List<Integer> leaderless =
        topic.partitions().stream()
            .filter(partition -> !Topics.hasLeader(partition))
            .map(TopicPartitionInfo::partition)
            .toList();
    if (!leaderless.isEmpty() || away.isEmpty()) {
      return new ConnectorFailure.Unreachable(
          "Topic "
              + topic.name()
              + ": "
              + missing
              + " of "
              + topic.partitions().size()
              + " partitions cannot be read"
              + (leaderless.isEmpty() ? "." : ": no leader for " + leaderless + "."),
          "Check that all brokers run.");
    }
    return away.get();
  }

  @Override
  public Map<StreamRef, Long> newestMillis(Collection<StreamRef> streams) {
    Map<String, TopicDescription> descriptions =
        topics.describe(streams.stream().map(StreamRef::name).toList());
    Offsets.Answers newest =
        offsets.ask(
            Topics.led(descriptions.values()),
            OffsetSpec.maxTimestamp(),
            IsolationLevel.READ_UNCOMMITTED);
    Map<StreamRef, Long> millis = new HashMap<>();
    transactions.learnAll(newest.found().keySet());
    newest
        .found()
        .forEach(
            (partition, found) -> {
              if (found.offset() >= 0 && found.timestampMillis() >= 0) {
                millis.merge(link.stream(partition.topic()), found.timestampMillis(), Math::max);
              }
            });
    // The answer counts markers, which are stamped by the broker's clock and are no records.
    newest.found().keySet().stream()
        .filter(transactions::writeTo)
        .forEach(partition -> millis.remove(link.stream(partition.topic())));
    return millis;
  }

  @Override
  public Map<StreamRef, Long> oldestMillis(Collection<StreamRef> streams) {
    Map<String, TopicDescription> descriptions =
        topics.describe(streams.stream().map(StreamRef::name).toList());
    // The first record that is not before 1970 is the first there is.
    Offsets.Answers oldest =
        offsets.ask(
            Topics.led(descriptions.values()),
            OffsetSpec.forTimestamp(0),
            IsolationLevel.READ_UNCOMMITTED);
    Map<StreamRef, Long> millis = new HashMap<>();
    oldest
        .found()
        .forEach(
            (partition, found) -> {
              if (found.offset() >= 0 && found.timestampMillis() >= 0) {
                millis.merge(link.stream(partition.topic()), found.timestampMillis(), Math::min);
              }
            });
    return millis;
  }

  @Override
  public StreamDetail describe(StreamRef stream) {
    TopicDescription topic = topics.describe(List.of(stream.name())).get(stream.name());
    if (topic == null) {
      throw new ConnectorException(noSuchTopic(link.connection(), stream.name()));
    }
    List<StreamDetail.Config> settings = configs.all(stream.name());
    configs.learnAll(List.of(stream.name()));
    StreamEnds ends = ends(List.of(stream)).stream().findFirst().orElseThrow();
    Map<Integer, PartitionEnds> byNumber = new HashMap<>();
    ends.partitions().forEach(end -> byNumber.put(end.partition().partition(), end));
    List<StreamDetail.Partition> partitions = new ArrayList<>();
    int underReplicated = 0;
    for (TopicPartitionInfo partition : topic.partitions()) {
      PartitionEnds bounds = byNumber.get(partition.partition());
      if (partition.isr().size() < partition.replicas().size()) {
        underReplicated++;
      }
      partitions.add(
          new StreamDetail.Partition(
              partition.partition(),
              Topics.hasLeader(partition) ? name(partition.leader()) : "",
              partition.replicas().size(),
              partition.isr().size(),
              bounds == null ? 0 : bounds.logStart(),
              bounds == null ? 0 : bounds.end(),
              sizes.of(topic.name(), partition)));
    }
    return new StreamDetail(
        info(topic),
        partitions,
        facts(topic, settings, ends, underReplicated),
        settings,
        readers.apply(stream.name()));
  }

  static ConnectorFailure noSuchTopic(String connection, String topic) {
    return new ConnectorFailure.Missing(
        "Connection " + connection + " has no topic " + topic + ".",
        "Check the name; it may have been deleted, or you may lack DESCRIBE on it.");
  }

  private static String name(Node node) {
    return node.host() + ":" + node.port() + " (" + node.id() + ")";
  }

  private static Map<String, String> facts(
      TopicDescription topic,
      List<StreamDetail.Config> settings,
      StreamEnds ends,
      int underReplicated) {
    Map<String, String> values = new HashMap<>();
    settings.forEach(setting -> values.put(setting.name(), setting.value()));
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Partitions", Integer.toString(topic.partitions().size()));
    if (!topic.partitions().isEmpty()) {
      facts.put(
          "Replication factor", Integer.toString(topic.partitions().getFirst().replicas().size()));
    }
    if (underReplicated > 0) {
      facts.put("Under-replicated", underReplicated + " partitions");
    }
    put(facts, "Cleanup", values.get("cleanup.policy"));
    if (values.getOrDefault("cleanup.policy", "delete").contains("delete")) {
      retention(facts, values.get("retention.ms"), values.get("retention.bytes"));
    } else {
      facts.put("Retention", "forever");
    }
    put(facts, "Timestamps", values.get("message.timestamp.type"));
    put(facts, "Compression", values.get("compression.type"));
    put(facts, "Min in-sync replicas", values.get("min.insync.replicas"));
    OptionalLong bytes = ends.bytes();
    if (bytes.isPresent() && ends.length() > 0) {
      facts.put("Bytes per record on disk", Long.toString(bytes.getAsLong() / ends.length()));
    }
    put(facts, "Topic id", ends.identity().isEmpty() ? null : ends.identity());
    return facts;
  }

  private static void put(
      Map<String, String> facts, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null) {
      facts.put(name, value);
    }
  }

  private static void retention(
      Map<String, String> facts,
      @org.jspecify.annotations.Nullable String millis,
      @org.jspecify.annotations.Nullable String bytes) {
    if (millis != null) {
      facts.put("Retention", "-1".equals(millis) ? "forever" : duration(Long.parseLong(millis)));
    }
    if (bytes != null && !"-1".equals(bytes)) {
      facts.put("Retention per partition", bytes + " bytes");
    }
  }

  static String duration(long millis) {
    java.time.Duration duration = java.time.Duration.ofMillis(millis);
    if (duration.toDays() > 0) {
      return duration.toDays()
          + " d"
          + (duration.toHoursPart() > 0 ? " " + duration.toHoursPart() + " h" : "");
    }
    if (duration.toHours() > 0) {
      return duration.toHours()
          + " h"
          + (duration.toMinutesPart() > 0 ? " " + duration.toMinutesPart() + " min" : "");
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + " min";
    }
    return millis >= 1_000 && millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
