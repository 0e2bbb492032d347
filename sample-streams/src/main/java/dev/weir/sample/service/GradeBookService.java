package dev.weir.sample.service;

import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Keeps the grade book by replaying its topic from the beginning. It gives itself its partitions
 * and notes its offsets by hand, so its group {@code grade-book} has offsets and no members.
 */
public final class GradeBookService extends Service {
  private static final String GROUP = "grade-book";
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE = Duration.ofMillis(800);
  private static final long COMMIT_NANOS = Duration.ofSeconds(2).toNanos();

  private final Setting setting;
  private final AtomicReference<Map<String, Integer>> latest = new AtomicReference<>(Map.of());

  public GradeBookService(Setting setting) {
    super(GROUP, setting.figures());
    this.setting = setting;
  }

  /** The book as it was about two seconds ago. */
  public Map<String, Integer> latest() {
    return latest.get();
  }

  @Override
  protected void run() {
    var book = new GradeBook();
    KafkaConsumer<byte[], byte[]> consumer = setting.kafka().assigned(GROUP);
    try {
      List<TopicPartition> partitions =
          IntStream.range(0, Topic.GRADE_UPDATED.partitions())
              .mapToObj(i -> new TopicPartition(Topic.GRADE_UPDATED.topicName(), i))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
      long committedAt = System.nanoTime();
      while (isRunning()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> record : records) {
          apply(book, record);
        }
        offsets.putAll(records.nextOffsets());
        if (!offsets.isEmpty() && System.nanoTime() - committedAt > COMMIT_NANOS) {
          committedAt = System.nanoTime();
          latest.set(book.points());
          consumer.commitAsync(Map.copyOf(offsets), null);
          offsets.clear();
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private static void apply(GradeBook book, ConsumerRecord<byte[], byte[]> record) {
    try {
      book.apply(EventReader.read(record.value()));
    } catch (UnreadableEvent notForTheBook) {
      // The statistics dead-letter it; a book has no row for it.
    }
  }
}
