package dev.weir.connector.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.DescribeLogDirsResult;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sizes of partitions on their leaders' disks. Asked for once a minute and without waiting for
 * brokers that are slow to say: a size is decoration, an end is not. Thread-safe.
 */
final class LogSizes {
  private static final Logger LOG = LoggerFactory.getLogger(LogSizes.class);
  private static final long AGE_NANOS = Duration.ofSeconds(60).toNanos();
  private static final long FIRST_WAIT_MILLIS = 2_000;

  private final ClusterLink link;
  private final Map<Integer, Map<TopicPartition, Long>> byBroker = new ConcurrentHashMap<>();
  private long askedNanos;
  private boolean asked;

  LogSizes(ClusterLink link) {
    this.link = link;
  }

  /** The sum over the topic's partitions; empty if one of them is not known. */
  OptionalLong of(TopicDescription topic) {
    long bytes = 0;
    for (TopicPartitionInfo partition : topic.partitions()) {
      OptionalLong size = of(topic.name(), partition);
      if (size.isEmpty()) {
        return OptionalLong.empty();
      }
      bytes += size.getAsLong();
    }
    return OptionalLong.of(bytes);
  }

  OptionalLong of(String topic, TopicPartitionInfo partition) {
    Node leader = partition.leader();
    if (leader == null) {
      return OptionalLong.empty();
    }
    Long size =
        byBroker
            .getOrDefault(leader.id(), Map.of())
            .get(new TopicPartition(topic, partition.partition()));
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** Asks the topics' leaders again if that was long ago or one of the topics is new. */
  void refresh(Collection<TopicDescription> topics) {
    Map<Integer, KafkaFuture<Map<String, LogDirDescription>>> answers;
    synchronized (this) {
      long now = System.nanoTime();
      if (asked && now - askedNanos < AGE_NANOS) {
        return;
      }
      List<Integer> leaders =
          topics.stream()
              .flatMap(topic -> topic.partitions().stream())
              .filter(Topics::hasLeader)
              .map(partition -> partition.leader().id())
              .distinct()
              .toList();
      if (leaders.isEmpty()) {
        return;
      }
      asked = true;
      askedNanos = now;
      DescribeLogDirsResult result =
          link.start("read log sizes", admin -> admin.describeLogDirs(leaders));
      answers = result.descriptions();
    }
    answers.forEach(
        (broker, answer) -> {
          var unused =
              answer.whenComplete(
                  (directories, refused) -> {
                    if (refused == null) {
                      byBroker.put(broker, sizes(directories.values()));
                    } else {
                      byBroker.remove(broker);
                      LOG.debug("No log sizes from broker {} of {}", broker, link.connection());
                    }
                  });
        });
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FIRST_WAIT_MILLIS);
    for (KafkaFuture<?> answer : answers.values()) {
      try {
        answer.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      } catch (ExecutionException | TimeoutException _) {
        // Told above; the sizes stay unknown until the next time.
      }
    }
  }

  private static Map<TopicPartition, Long> sizes(Collection<LogDirDescription> directories) {
    Map<TopicPartition, Long> sizes = new HashMap<>();
    for (LogDirDescription directory : directories) {
      directory
          .replicaInfos()
          .forEach(
              (partition, replica) -> {
                if (!replica.isFuture()) {
                  sizes.merge(partition, replica.size(), Long::sum);
                }
              });
    }
    return sizes;
  }
}
