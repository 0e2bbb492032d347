package dev.weir.connector.kafka;

import dev.weir.stream.ConnectorFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Asks for offsets of many partitions, in portions, one call at a time. */
final class Offsets {
  /** A request's size stays well under what brokers and readers accept. */
  private static final int PARTITIONS_PER_CALL = 5_000;

  /**
   * Enough for a broker that works. A call waits for its slowest broker, so one that is away must
   * not hold up the answers of the others for long.
   */
  private static final int TIMEOUT_MILLIS = 4_000;

  private final ClusterLink link;
  private final AtomicLong calls = new AtomicLong();

  Offsets(ClusterLink link) {
    this.link = link;
  }

  /**
   * An offset as one broker told it.
   *
   * @param timestampMillis of the record found, -1 where the question was for an end
   * @param leaderEpoch -1 where unknown
   * @param atNanos {@code System.nanoTime()} half-way between question and answer
   */
  record Found(long offset, long timestampMillis, int leaderEpoch, long atNanos) {}

  /** What was found, and for the other partitions the reason why not. */
  record Answers(Map<TopicPartition, Found> found, Map<TopicPartition, Throwable> failed) {
    /** The first failure in words. */
    Optional<ConnectorFailure> failure(FailureWords words, String doing) {
      return failed.values().stream().findFirst().map(thrown -> words.failure(doing, thrown));
    }
  }

  /** Calls made so far. */
  long calls() {
    return calls.get();
  }

  Answers ask(Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> specs = LinkedHashMap.newLinkedHashMap(partitions.size());
    for (TopicPartition partition : partitions) {
      specs.put(partition, spec);
    }
    return ask(specs, isolation);
  }

  Answers ask(Map<TopicPartition, OffsetSpec> specs, IsolationLevel isolation) {
    Map<TopicPartition, Found> found = HashMap.newHashMap(specs.size());
    Map<TopicPartition, Throwable> failed = new HashMap<>();
    List<TopicPartition> all = new ArrayList<>(specs.keySet());
    for (int from = 0; from < all.size(); from += PARTITIONS_PER_CALL) {
      List<TopicPartition> portion =
          all.subList(from, Math.min(all.size(), from + PARTITIONS_PER_CALL));
      Map<TopicPartition, OffsetSpec> asked = HashMap.newHashMap(portion.size());
      for (TopicPartition partition : portion) {
        asked.put(partition, specs.get(partition));
      }
      askPortion(asked, isolation, found, failed);
    }
    return new Answers(found, failed);
  }

  private void askPortion(
      Map<TopicPartition, OffsetSpec> asked,
      IsolationLevel isolation,
      Map<TopicPartition, Found> found,
      Map<TopicPartition, Throwable> failed) {
    calls.incrementAndGet();
    long start = System.nanoTime();
    ListOffsetsResult result =
        link.start(
            "read offsets",
            admin ->
                admin.listOffsets(
                    asked, new ListOffsetsOptions(isolation).timeoutMs(timeoutMillis())));
    // Each broker answers at its own time: the moment counts, not when the last one is done.
    Map<TopicPartition, Long> answeredAt = new ConcurrentHashMap<>(asked.size() * 2);
    for (TopicPartition partition : asked.keySet()) {
      var unused =
          result
              .partitionResult(partition)
              .whenComplete((_, _) -> answeredAt.put(partition, System.nanoTime()));
    }
    for (TopicPartition partition : asked.keySet()) {
      try {
        ListOffsetsResult.ListOffsetsResultInfo info =
            link.await(result.partitionResult(partition));
        long end = answeredAt.getOrDefault(partition, System.nanoTime());
        found.put(
            partition,
            new Found(
                info.offset(),
                info.timestamp(),
                info.leaderEpoch().orElse(-1),
                start + (end - start) / 2));
      } catch (ExecutionException | TimeoutException away) {
        failed.put(partition, FailureWords.unwrap(away));
      }
    }
    if (!found.isEmpty()) {
      link.answered();
    }
  }

  private int timeoutMillis() {
    return Math.min(TIMEOUT_MILLIS, link.properties().apiTimeoutMillis());
  }
}
