package dev.weir.connector.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows which partitions transactions write to (KIP-664). Their markers take offsets, so a group
 * that commits the last record's offset plus one never quite reaches the end. Thread-safe.
 */
final class Transactions {
  private static final int PARTITIONS_PER_CALL = 500;
  private static final long AGE_NANOS = Duration.ofMinutes(5).toNanos();

  private final ClusterLink link;
  private final Map<TopicPartition, Known> known = new ConcurrentHashMap<>();

  private record Known(boolean transactional, long atNanos) {}

  Transactions(ClusterLink link) {
    this.link = link;
  }

  /** False where not known. */
  boolean writeTo(TopicPartition partition) {
    Known entry = known.get(partition);
    return entry != null && entry.transactional();
  }

  /**
   * Asks about partitions it knows nothing recent of. Needs READ on the topic; else learns nothing.
   */
  void learn(Collection<TopicPartition> partitions) {
    long now = System.nanoTime();
    List<TopicPartition> unknown = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      Known entry = known.get(partition);
      if (entry == null || now - entry.atNanos() > AGE_NANOS) {
        unknown.add(partition);
      }
    }
    if (!unknown.isEmpty()) {
      ask(unknown.subList(0, Math.min(unknown.size(), PARTITIONS_PER_CALL)), now);
    }
  }

  /** As {@link #learn}, in as many calls as it takes. */
  void learnAll(Collection<TopicPartition> partitions) {
    List<TopicPartition> all = List.copyOf(partitions);
    for (int from = 0; from < all.size(); from += PARTITIONS_PER_CALL) {
      learn(all.subList(from, Math.min(all.size(), from + PARTITIONS_PER_CALL)));
    }
  }

  private void ask(List<TopicPartition> asked, long now) {
    DescribeProducersResult result =
        link.start("look for transactions", admin -> admin.describeProducers(asked));
    for (TopicPartition partition : asked) {
      boolean transactional = false;
      try {
        transactional =
            link.await(result.partitionResult(partition)).activeProducers().stream()
                .anyMatch(
                    producer ->
                        producer.coordinatorEpoch().orElse(-1) >= 0
                            || producer.currentTransactionStartOffset().isPresent());
      } catch (ExecutionException | TimeoutException _) {
        // Not allowed, or away: then it stays unknown.
      }
      known.put(partition, new Known(transactional, now));
    }
  }
}
