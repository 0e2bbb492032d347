package dev.weir.connector.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where partitions begin. That moves with retention, which brokers look after every few minutes, so
 * it is asked for seldom where many are asked for. Thread-safe.
 */
final class LogStarts {
  /** So few are asked for anew each time. */
  private static final int FEW = 500;

  private static final long MANY_AGE_NANOS = Duration.ofSeconds(10).toNanos();
  private static final long CALM_AGE_NANOS = Duration.ofSeconds(60).toNanos();

  private final Offsets offsets;
  private final Map<TopicPartition, Known> known = new ConcurrentHashMap<>();

  private record Known(Offsets.Found start, long atNanos) {}

  LogStarts(Offsets offsets) {
    this.offsets = offsets;
  }

  /**
   * @param pressing partitions where an old answer may hide that records were lost
   * @param calm partitions where nothing can have been lost
   */
  Map<TopicPartition, Offsets.Found> find(
      Collection<TopicPartition> pressing, Collection<TopicPartition> calm) {
    long now = System.nanoTime();
    long pressingAge = pressing.size() <= FEW ? 0 : MANY_AGE_NANOS;
    Map<TopicPartition, Offsets.Found> starts = HashMap.newHashMap(pressing.size() + calm.size());
    List<TopicPartition> stale = new ArrayList<>();
    sort(pressing, now - pressingAge, starts, stale);
    sort(calm, now - CALM_AGE_NANOS, starts, stale);
    if (!stale.isEmpty()) {
      offsets
          .ask(stale, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED)
          .found()
          .forEach(
              (partition, start) -> {
                known.put(partition, new Known(start, System.nanoTime()));
                starts.put(partition, start);
              });
    }
    return starts;
  }

  private void sort(
      Collection<TopicPartition> partitions,
      long notBeforeNanos,
      Map<TopicPartition, Offsets.Found> starts,
      List<TopicPartition> stale) {
    for (TopicPartition partition : partitions) {
      Known entry = known.get(partition);
      if (entry == null || entry.atNanos() - notBeforeNanos <= 0) {
        stale.add(partition);
      } else {
        starts.put(partition, entry.start());
      }
    }
  }

  /** Forgets topics that were made anew or are gone. */
  void forget(Set<String> topics) {
    known.keySet().removeIf(partition -> topics.contains(partition.topic()));
  }

  void retain(Set<String> topics) {
    known.keySet().removeIf(partition -> !topics.contains(partition.topic()));
  }
}
