package dev.weir.connector.kafka;

import dev.weir.stream.BrokerFigure;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Descriptions of topics, kept for as long as they are likely true. Thread-safe. */
final class Topics {
  private static final int TOPICS_PER_CALL = 500;

  /** Few topics are asked for anew each time: one small request. */
  private static final int FEW = 100;

  private static final int NAMED = 5;
  private static final long FEW_AGE_NANOS = Duration.ofMillis(900).toNanos();
  private static final long MANY_AGE_NANOS = Duration.ofSeconds(15).toNanos();

  private final ClusterLink link;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** Topics the user may not describe. */
  private final Set<String> forbidden = ConcurrentHashMap.newKeySet();

  private record Known(TopicDescription description, long atNanos) {}

  Topics(ClusterLink link) {
    this.link = link;
  }

  /**
   * Descriptions by name; a topic that is not there, or that the user may not see, is left out.
   *
   * @throws ConnectorException if no topic could be described and the broker is the reason
   */
  Map<String, TopicDescription> describe(Collection<String> names) {
    long maxAge = names.size() <= FEW ? FEW_AGE_NANOS : MANY_AGE_NANOS;
    long now = System.nanoTime();
    Map<String, TopicDescription> descriptions = new HashMap<>();
    List<String> stale = new ArrayList<>();
    for (String name : new HashSet<>(names)) {
      Known entry = known.get(name);
      if (entry != null && now - entry.atNanos() < maxAge) {
        descriptions.put(name, entry.description());
      } else {
        stale.add(name);
      }
    }
    Optional<ConnectorException> forbiddenAll = Optional.empty();
    for (int from = 0; from < stale.size(); from += TOPICS_PER_CALL) {
      List<String> portion = stale.subList(from, Math.min(stale.size(), from + TOPICS_PER_CALL));
      try {
        descriptions.putAll(fetch(portion));
      } catch (ConnectorException refused) {
        if (!(refused.failure() instanceof ConnectorFailure.Unauthorized)) {
          throw refused;
        }
        forbiddenAll = Optional.of(refused);
      }
    }
    // Topics that may not be seen hide only themselves.
    if (descriptions.isEmpty() && forbiddenAll.isPresent()) {
      throw forbiddenAll.get();
    }
    return descriptions;
  }

  private Map<String, TopicDescription> fetch(List<String> names) {
    String doing = names.size() == 1 ? "describe topic " + names.getFirst() : "describe topics";
    DescribeTopicsResult result = link.start(doing, admin -> admin.describeTopics(names));
    Map<String, TopicDescription> descriptions = new HashMap<>();
    Throwable refusal = null;
    for (Map.Entry<String, KafkaFuture<TopicDescription>> entry :
        result.topicNameValues().entrySet()) {
      try {
        TopicDescription description = link.await(entry.getValue());
        descriptions.put(entry.getKey(), description);
        known.put(entry.getKey(), new Known(description, System.nanoTime()));
        forbidden.remove(entry.getKey());
      } catch (ExecutionException | TimeoutException failed) {
        known.remove(entry.getKey());
        Throwable cause = FailureWords.unwrap(failed);
        if (cause instanceof TopicAuthorizationException) {
          forbidden.add(entry.getKey());
        }
        if (!(cause instanceof UnknownTopicOrPartitionException)) {
          refusal = cause;
        }
      }
    }
    if (descriptions.isEmpty() && refusal != null) {
      throw link.failed(doing, refusal);
    }
    link.answered();
    return descriptions;
  }

  /** Whether the user may not see this topic, as last told. */
  boolean isForbidden(String name) {
    return forbidden.contains(name);
  }

  /** What is known of all topics' replicas, as last described. Asks nothing. */
  List<BrokerFigure> figures() {
    if (known.isEmpty()) {
      return List.of();
    }
    int behind = 0;
    int orphaned = 0;
    Set<String> topics = new TreeSet<>();
    for (Known one : known.values()) {
      for (TopicPartitionInfo partition : one.description().partitions()) {
        boolean isOrphaned = !hasLeader(partition);
        boolean isBehind = partition.isr().size() < partition.replicas().size();
        orphaned += isOrphaned ? 1 : 0;
        behind += isBehind ? 1 : 0;
        if (isOrphaned || isBehind) {
          topics.add(one.description().name());
        }
      }
    }
    String of = topics.isEmpty() ? "" : " Topics: " + some(topics) + ".";
    return List.of(
        new BrokerFigure(
            BrokerFigure.Kind.UNDER_REPLICATED,
            behind,
            partitions(behind) + " fewer replicas in sync than they have." + of),
        new BrokerFigure(
            BrokerFigure.Kind.WITHOUT_LEADER, orphaned, partitions(orphaned) + " no leader." + of));
  }

  private static String partitions(int count) {
    return count == 0
        ? "No partitions have"
        : count == 1 ? "1 partition has" : count + " partitions have";
  }

  private static String some(Set<String> topics) {
    String first = topics.stream().limit(NAMED).collect(Collectors.joining(", "));
    return topics.size() > NAMED ? first + " and " + (topics.size() - NAMED) + " more" : first;
  }

  /** Makes the next {@link #describe} ask again. */
  void forget(Collection<String> names) {
    known.keySet().removeAll(names);
  }

  /** Forgets all topics that a listing no longer has. */
  void retain(Set<String> names) {
    known.keySet().retainAll(names);
  }

  static boolean hasLeader(TopicPartitionInfo partition) {
    Node leader = partition.leader();
    return leader != null && !leader.isEmpty();
  }

  /** Partitions that have a leader to ask. */
  static List<TopicPartition> led(Collection<TopicDescription> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : topics) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        if (hasLeader(partition)) {
          partitions.add(new TopicPartition(topic.name(), partition.partition()));
        }
      }
    }
    return partitions;
  }
}
