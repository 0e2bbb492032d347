package dev.weir.sample.service;

import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Writes to the Redis streams for all services, in pipelines. */
public final class RedisOutbox extends Service implements NotificationDesk {
  private static final int MOST_WAITING = 4_000;
  private static final int MOST_AT_ONCE = 200;
  private static final double POISON = 0.01;
  private static final String[] NAMES = {"ada", "grace", "josé", "zoë", "mei", "tariq", "björn"};

  private record Entry(String stream, Map<String, String> fields) {}

  private final Setting setting;
  private final String redisUrl;
  private final BlockingQueue<Entry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  public RedisOutbox(Setting setting, String redisUrl) {
    super("redis-outbox", setting.figures());
    this.setting = setting;
    this.redisUrl = redisUrl;
  }

  @Override
  public void orderMoved(long orderNumber, String template, String correlationId) {
    double share = setting.stage().load().notifiedShare();
    if (!setting.chance().happens(share, orderNumber, Question.NOTIFIED)) {
      return;
    }
    int occurrence = template.hashCode() & 63;
    EventType type = EventType.NOTIFICATION_REQUESTED;
    Map<String, String> fields =
        RedisStreams.envelope(
            type,
            EventId.of(setting.seed(), type, orderNumber, occurrence),
            correlationId,
            setting.clock().millis());
    fields.put("order_id", dev.weir.sample.event.EventKey.order(orderNumber));
    fields.put("template", template);
    fields.put("address", address(orderNumber));
    offer(new Entry(RedisStreams.NOTIFICATIONS, fields));
  }

  @Override
  public void rates(long records, long bytes, long deadLetters, long epochMillis, int number) {
    EventType type = EventType.STREAM_RATES;
    EventId id = EventId.of(setting.seed(), type, number, 0);
    Map<String, String> fields = RedisStreams.envelope(type, id, id.toString(), epochMillis);
    fields.put("records", Long.toString(records));
    fields.put("bytes", Long.toString(bytes));
    fields.put("dead_letters", Long.toString(deadLetters));
    offer(new Entry(RedisStreams.METRICS, fields));
  }

  private String address(long orderNumber) {
    if (setting.chance().happens(POISON, orderNumber, Question.ADDRESS)) {
      return "";
    }
    int name = setting.chance().below(NAMES.length, orderNumber, Question.ADDRESS + 1_000);
    return NAMES[name] + orderNumber % 997 + "@example.org";
  }

  private void offer(Entry entry) {
    if (!waiting.offer(entry)) {
      setting.figures().notificationsDropped().increment();
    }
  }

  @Override
  protected void run() throws InterruptedException {
    try (var redis = new Jedis(java.net.URI.create(redisUrl))) {
      List<Entry> batch = new ArrayList<>(MOST_AT_ONCE);
      while (isRunning()) {
        Entry first = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        try (Pipeline pipeline = redis.pipelined()) {
          for (Entry entry : batch) {
            var _ = pipeline.xadd(entry.stream(), RedisStreams.bounded(), entry.fields());
          }
          pipeline.sync();
        }
        batch.clear();
      }
    }
  }
}
