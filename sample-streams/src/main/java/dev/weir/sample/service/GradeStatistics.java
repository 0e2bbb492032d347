package dev.weir.sample.service;

import dev.weir.sample.deadletter.Dialect;
import dev.weir.sample.deadletter.Failure;
import dev.weir.sample.event.Event;
import dev.weir.sample.event.EventReader;
import dev.weir.sample.event.Topic;
import dev.weir.sample.event.UnreadableEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Averages grades by course. What it cannot process goes to {@code grade-stats-dlq} with Kafka
 * Streams' headers.
 */
public final class GradeStatistics extends ConsumerService {
  private record Sum(long points, long count) {}

  private final Map<String, Sum> sums = new TreeMap<>();

  public GradeStatistics(Setting setting) {
    super(
        setting,
        "grade-stats",
        KafkaClients.Protocol.CLASSIC,
        false,
        List.of(Topic.GRADE_UPDATED.topicName()));
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    try {
      add(EventReader.read(record.value()));
    } catch (GradeOutOfRange | UnreadableEvent failed) {
      setting
          .publisher()
          .send(
              new ProducerRecord<>(
                  Topic.GRADE_STATS_DEAD_LETTERS.topicName(),
                  null,
                  record.timestamp(),
                  record.key(),
                  record.value(),
                  Dialect.streams(new Failure(record, group(), failed))));
    }
  }

  private void add(Event grade) {
    long points = grade.integer("points");
    if (points > GradeBook.MOST_POINTS) {
      throw new GradeOutOfRange(
          points + " points of " + GradeBook.MOST_POINTS + " for " + grade.text("student_id"));
    }
    sums.merge(
        grade.text("course"),
        new Sum(points, 1),
        (before, one) -> new Sum(before.points() + one.points(), before.count() + 1));
  }
}
