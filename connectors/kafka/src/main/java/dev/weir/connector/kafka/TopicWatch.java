package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Watches the topics of a cursor for what a consumer with assigned partitions does not tell: that
 * one was deleted, made anew under its name, or got more partitions. Asks now and then and never
 * waits for the answer. Confined to the cursor's thread.
 */
final class TopicWatch {
  /** What happened to a topic. */
  sealed interface Change {
    String topic();

    record Deleted(String topic) implements Change {}

    /** The name is another topic's now, or is there again after a deletion. */
    record Recreated(String topic, int partitions) implements Change {}

    record Grown(String topic, int partitions) implements Change {}
  }

  private static final Duration USUAL = Duration.ofSeconds(3);

  /** A cursor on thousands of topics must not turn into a flood of metadata. */
  private static final Duration PER_TOPIC = Duration.ofMillis(10);

  /** One broker may not have heard of a young topic yet: only the second "unknown" counts. */
  private static final Duration DOUBT = Duration.ofMillis(400);

  private final ClusterLink link;
  private final Map<String, Seen> topics = new HashMap<>();
  private final Set<String> doubted = new HashSet<>();
  private Optional<Map<String, KafkaFuture<TopicDescription>>> round = Optional.empty();
  private long nextRoundNanos;

  private record Seen(Uuid id, int partitions, boolean gone) {}

  TopicWatch(ClusterLink link, Collection<TopicDescription> opened) {
    this.link = link;
    add(opened);
    nextRoundNanos = System.nanoTime() + interval().toNanos();
  }

  /** Watches these too. */
  void add(Collection<TopicDescription> more) {
    for (TopicDescription topic : more) {
      topics.put(topic.name(), new Seen(topic.topicId(), topic.partitions().size(), false));
    }
  }

  /** Watches this one no longer. */
  void remove(String topic) {
    topics.remove(topic);
    doubted.remove(topic);
  }

  /** Names of all topics watched, those that are gone for now too. */
  Set<String> topics() {
    return Set.copyOf(topics.keySet());
  }

  private Duration interval() {
    Duration interval = PER_TOPIC.multipliedBy(topics.size());
    return interval.compareTo(USUAL) > 0 ? interval : USUAL;
  }

  /** What has changed since the last call, mostly nothing. Does not wait. */
  List<Change> changes() {
    if (round.isPresent()) {
      Map<String, KafkaFuture<TopicDescription>> asked = round.get();
      if (!asked.values().stream().allMatch(KafkaFuture::isDone)) {
        return List.of();
      }
      round = Optional.empty();
      List<Change> changes = new ArrayList<>();
      asked.forEach((topic, answer) -> look(topic, answer).ifPresent(changes::add));
      nextRoundNanos = System.nanoTime() + (doubted.isEmpty() ? interval() : DOUBT).toNanos();
      return changes;
    }
    if (System.nanoTime() - nextRoundNanos >= 0) {
      nextRoundNanos = System.nanoTime() + interval().toNanos();
      try {
        round =
            Optional.of(
                link.start(
                    "watch topics",
                    admin ->
                        admin
                            .describeTopics(
                                doubted.isEmpty() ? topics.keySet() : Set.copyOf(doubted))
                            .topicNameValues()));
      } catch (ConnectorException _) {
        // The broker is away: the poll itself notices and says so.
      }
    }
    return List.of();
  }

  private Optional<Change> look(String name, KafkaFuture<TopicDescription> answer) {
    Seen seen = topics.get(name);
    if (seen == null) {
      return Optional.empty();
    }
    try {
      TopicDescription topic = answer.get();
      doubted.remove(name);
      int partitions = topic.partitions().size();
      topics.put(name, new Seen(topic.topicId(), partitions, false));
      if (seen.gone() || !seen.id().equals(topic.topicId())) {
        return Optional.of(new Change.Recreated(name, partitions));
      }
      return partitions > seen.partitions()
          ? Optional.of(new Change.Grown(name, partitions))
          : Optional.empty();
    } catch (ExecutionException failed) {
      if (!(FailureWords.unwrap(failed) instanceof UnknownTopicOrPartitionException)
          || seen.gone()) {
        doubted.remove(name);
        return Optional.empty();
      }
      if (doubted.add(name)) {
        return Optional.empty();
      }
      doubted.remove(name);
      topics.put(name, new Seen(seen.id(), seen.partitions(), true));
      return Optional.of(new Change.Deleted(name));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
