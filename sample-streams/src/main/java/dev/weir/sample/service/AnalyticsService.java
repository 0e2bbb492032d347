package dev.weir.sample.service;

import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.EventWriter;
import dev.weir.sample.event.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts everything: {@code metrics} on Redis every second, {@code MetricUpdated} per topic every
 * five, a report every minute, and an alert when dead letters pile up.
 */
public final class AnalyticsService extends ConsumerService {
  private static final Duration METRICS_EVERY = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofSeconds(60);
  private static final int DEAD_LETTERS_LIMIT = 25;
  private static final int ALL_TOPICS = 0;

  private final NotificationDesk redis;
  private final EventWriter writer = new EventWriter();
  private final Set<String> deadLetterTopics = new HashSet<>();
  private final Map<String, long[]> countByTopic = new HashMap<>();
  private long secondDue;
  private long metricsDue;
  private long dayDue;
  private long records;
  private long bytes;
  private long deadLetters;
  private long deadLettersInWindow;
  private long dayRecords;
  private long dayOrders;
  private long dayDeadLetters;
  private int day;
  private int published;

  public AnalyticsService(Setting setting, NotificationDesk redis) {
    super(
        setting,
        "analytics",
        KafkaClients.Protocol.CLASSIC,
        false,
        Stream.concat(
                Topic.business().stream().filter(topic -> topic != Topic.ANALYTICS),
                Topic.deadLetters().stream())
            .map(Topic::topicName)
            .toList());
    this.redis = redis;
    Topic.deadLetters().forEach(topic -> deadLetterTopics.add(topic.topicName()));
    long now = setting.clock().millis();
    secondDue = now + 1_000;
    metricsDue = now + METRICS_EVERY.toMillis();
    dayDue = now + DAY.toMillis();
  }

  @Override
  void handle(ConsumerRecord<byte[], byte[]> record) {
    records++;
    bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    countByTopic.computeIfAbsent(record.topic(), topic -> new long[1])[ALL_TOPICS]++;
    if (deadLetterTopics.contains(record.topic())) {
      deadLetters++;
    } else if (record.value() != null && EventType.ORDER_PLACED.marks(record.value())) {
      dayOrders++;
    }
  }

  @Override
  void afterPoll() {
    long now = setting.clock().millis();
    if (now >= secondDue) {
      secondDue = now + 1_000;
      redis.rates(records, bytes, deadLetters, now, published++);
      dayRecords += records;
      dayDeadLetters += deadLetters;
      deadLettersInWindow += deadLetters;
      records = 0;
      bytes = 0;
      deadLetters = 0;
    }
    if (now >= metricsDue) {
      metricsDue = now + METRICS_EVERY.toMillis();
      publishMetrics(now);
    }
    if (now >= dayDue) {
      dayDue = now + DAY.toMillis();
      publishDay(now);
    }
  }

  private void publishMetrics(long now) {
    int seconds = (int) METRICS_EVERY.toSeconds();
    for (Map.Entry<String, long[]> entry : countByTopic.entrySet()) {
      String metric = "records." + entry.getKey();
      publish(
          begin(EventType.METRIC_UPDATED, now)
              .text("metric", metric)
              .integer("value", entry.getValue()[ALL_TOPICS])
              .integer("seconds", seconds),
          metric,
          now);
      entry.getValue()[ALL_TOPICS] = 0;
    }
    if (deadLettersInWindow > DEAD_LETTERS_LIMIT) {
      publish(
          begin(EventType.ALERT_TRIGGERED, now)
              .text("alert", "dead-letters")
              .integer("value", deadLettersInWindow)
              .integer("limit", DEAD_LETTERS_LIMIT)
              .integer("seconds", seconds),
          "dead-letters",
          now);
    }
    deadLettersInWindow = 0;
  }

  private void publishDay(long now) {
    publish(
        begin(EventType.DAILY_REPORT, now)
            .integer("day", day++)
            .integer("records", dayRecords)
            .integer("orders", dayOrders)
            .integer("dead_letters", dayDeadLetters),
        "daily",
        now);
    dayRecords = 0;
    dayOrders = 0;
    dayDeadLetters = 0;
  }

  private EventWriter begin(EventType type, long now) {
    EventId id = EventId.of(setting.seed(), type, published++, 0);
    return writer.begin(type, id, id, now);
  }

  private void publish(EventWriter event, String key, long now) {
    setting.publisher().send(Topic.ANALYTICS, EventKey.bytes(key), event.end(), now);
  }
}
