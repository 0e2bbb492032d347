package dev.weir.sample.service;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A member of a consumer group that handles records one by one, at least once. A record that may
 * not be handled yet ({@link #mayHandle}) holds up those behind it; meanwhile the partitions are
 * paused and the service stays in its group. Offsets are committed once a second, up to the first
 * record that is not handled.
 */
abstract class ConsumerService extends Service {
  private static final long COMMIT_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration POLL_WHILE_HOLDING = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofMillis(800);

  protected final Setting setting;
  private final String group;
  private final KafkaClients.Protocol protocol;
  private final boolean committedOnly;
  private final List<String> topics;

  ConsumerService(
      Setting setting,
      String group,
      KafkaClients.Protocol protocol,
      boolean committedOnly,
      List<String> topics) {
    super(group, setting.figures());
    this.setting = setting;
    this.group = group;
    this.protocol = protocol;
    this.committedOnly = committedOnly;
    this.topics = topics;
  }

  /** Handles one record. Never throws for bad bytes: those are dead letters. */
  abstract void handle(ConsumerRecord<byte[], byte[]> record);

  /** Whether this record may be handled now. */
  boolean mayHandle(ConsumerRecord<byte[], byte[]> record) {
    return true;
  }

  /** Called after every poll, also when there was nothing: at least five times a second. */
  void afterPoll() {}

  /** Records that wait; their order is the order in which they are handled. */
  Queue<ConsumerRecord<byte[], byte[]>> newBacklog() {
    return new ArrayDeque<>();
  }

  /** How many records may wait before no more are fetched. */
  int mostWaiting() {
    return 0;
  }

  final String group() {
    return group;
  }

  @Override
  protected final void run() {
    Queue<ConsumerRecord<byte[], byte[]>> backlog = newBacklog();
    KafkaConsumer<byte[], byte[]> consumer =
        setting.kafka().subscribed(group, protocol, committedOnly, topics);
    try {
      long lastCommit = System.nanoTime();
      boolean paused = false;
      var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
      while (isRunning()) {
        for (ConsumerRecord<byte[], byte[]> record :
            consumer.poll(backlog.isEmpty() ? POLL : POLL_WHILE_HOLDING)) {
          backlog.add(record);
        }
        ConsumerRecord<byte[], byte[]> next;
        while ((next = backlog.peek()) != null && mayHandle(next)) {
          backlog.remove();
          handle(next);
        }
        afterPoll();
        if (backlog.size() > mostWaiting()) {
          consumer.pause(consumer.assignment());
          paused = true;
        } else if (paused) {
          consumer.resume(consumer.paused());
          paused = false;
        }
        long now = System.nanoTime();
        if (now - lastCommit >= COMMIT_NANOS) {
          lastCommit = now;
          Map<TopicPartition, OffsetAndMetadata> moved = handledOffsets(consumer, backlog);
          moved
              .entrySet()
              .removeIf(entry -> entry.getValue().equals(committed.get(entry.getKey())));
          if (!moved.isEmpty()) {
            committed.putAll(moved);
            consumer.commitAsync(moved, null);
          }
        }
      }
      commitLast(consumer, backlog);
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private static void commitLast(
      KafkaConsumer<byte[], byte[]> consumer, Queue<ConsumerRecord<byte[], byte[]>> backlog) {
    try {
      consumer.commitSync(handledOffsets(consumer, backlog), CLOSE);
    } catch (KafkaException handledAgainThen) {
      // At least once: what is not committed is delivered again.
    }
  }

  private static Map<TopicPartition, OffsetAndMetadata> handledOffsets(
      KafkaConsumer<byte[], byte[]> consumer, Queue<ConsumerRecord<byte[], byte[]>> backlog) {
    var firstWaiting = new HashMap<TopicPartition, Long>();
    for (ConsumerRecord<byte[], byte[]> record : backlog) {
      firstWaiting.merge(
          new TopicPartition(record.topic(), record.partition()), record.offset(), Math::min);
    }
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    for (TopicPartition partition : consumer.assignment()) {
      Long waiting = firstWaiting.get(partition);
      if (waiting != null) {
        offsets.put(partition, new OffsetAndMetadata(waiting));
      } else {
        try {
          offsets.put(
              partition,
              new OffsetAndMetadata(consumer.position(partition, Duration.ofMillis(50))));
        } catch (KafkaException noPositionYet) {
          // Nothing of it was handled.
        }
      }
    }
    return offsets;
  }
}
