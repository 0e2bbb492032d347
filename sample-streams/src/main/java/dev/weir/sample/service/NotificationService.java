package dev.weir.sample.service;

import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventKey;
import dev.weir.sample.event.EventType;
import dev.weir.sample.event.UnreadableEvent;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;

/**
 * Tells customers, one consumer group per medium. What cannot be delivered stays pending, is
 * claimed again every second and a half, and after five deliveries goes to {@code
 * notifications:dlq}.
 */
public final class NotificationService extends Service {
  /** How a customer is told; the name of the group. */
  public enum Medium {
    MAILER("mailer"),
    SMS("sms"),
    PUSH("push");

    private final String group;

    Medium(String group) {
      this.group = group;
    }
  }

  private static final int DELIVERIES = 5;
  private static final Duration IDLE_BEFORE_CLAIM = Duration.ofMillis(1_500);
  private static final int MOST_AT_ONCE = 200;

  private final Setting setting;
  private final String redisUrl;
  private final Medium medium;
  private final String consumer;
  private final RecentIds handled = new RecentIds(1 << 13);

  public NotificationService(Setting setting, String redisUrl, Medium medium) {
    super("notification-" + medium.group, setting.figures());
    this.setting = setting;
    this.redisUrl = redisUrl;
    this.medium = medium;
    this.consumer = medium.group + "-1";
  }

  @Override
  protected void run() {
    try (var redis = new Jedis(URI.create(redisUrl))) {
      createGroup(redis);
      long claimAt = 0;
      while (isRunning()) {
        List<Map.Entry<String, List<StreamEntry>>> read =
            redis.xreadGroup(
                medium.group,
                consumer,
                XReadGroupParams.xReadGroupParams().count(MOST_AT_ONCE).block(150),
                Map.of(RedisStreams.NOTIFICATIONS, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        if (read != null) {
          for (Map.Entry<String, List<StreamEntry>> stream : read) {
            deliver(redis, stream.getValue());
          }
        }
        if (System.nanoTime() >= claimAt) {
          claimAt = System.nanoTime() + IDLE_BEFORE_CLAIM.toNanos() / 2;
          tryPendingAgain(redis);
        }
      }
    }
  }

  /** The groups of {@code notifications}. */
  static List<String> groups() {
    return Arrays.stream(Medium.values()).map(medium -> medium.group).toList();
  }

  private void createGroup(Jedis redis) {
    try {
      redis.xgroupCreate(RedisStreams.NOTIFICATIONS, medium.group, new StreamEntryID(0, 0), true);
    } catch (JedisDataException exists) {
      if (!String.valueOf(exists.getMessage()).startsWith("BUSYGROUP")) {
        throw exists;
      }
    }
  }

  private void deliver(Jedis redis, List<StreamEntry> entries) {
    try (Pipeline pipeline = redis.pipelined()) {
      for (StreamEntry entry : entries) {
        Map<String, String> fields = entry.getFields();
        if (fields == null || undeliverable(fields)) {
          continue;
        }
        if (isNew(fields)) {
          var _ = pipeline.xadd(RedisStreams.SENT, RedisStreams.bounded(), sentEvent(fields));
        }
        var _ = pipeline.xack(RedisStreams.NOTIFICATIONS, medium.group, entry.getID());
      }
      pipeline.sync();
    }
  }

  private boolean undeliverable(Map<String, String> fields) {
    return medium == Medium.MAILER && fields.getOrDefault("address", "").isEmpty();
  }

  private boolean isNew(Map<String, String> fields) {
    boolean isNew = handled.add(fields.getOrDefault("id", "").hashCode() * 0x9E3779B97F4A7C15L);
    if (!isNew) {
      setting.figures().duplicatesIgnored().increment();
    }
    return isNew;
  }

  private Map<String, String> sentEvent(Map<String, String> request) {
    EventType type = EventType.NOTIFICATION_SENT;
    String template = request.getOrDefault("template", "");
    int occurrence = (template.hashCode() + medium.group.hashCode()) & 63;
    Map<String, String> event =
        RedisStreams.envelope(
            type,
            EventId.of(setting.seed(), type, orderNumber(request), occurrence),
            request.getOrDefault("correlation_id", ""),
            setting.clock().millis());
    event.put("order_id", request.getOrDefault("order_id", ""));
    event.put("medium", medium.group);
    event.put("template", template);
    return event;
  }

  private static long orderNumber(Map<String, String> request) {
    try {
      return EventKey.number(request.getOrDefault("order_id", ""));
    } catch (UnreadableEvent noOrder) {
      return -1;
    }
  }

  private void tryPendingAgain(Jedis redis) {
    List<StreamEntryID> again = new ArrayList<>();
    for (StreamPendingEntry pending :
        redis.xpending(
            RedisStreams.NOTIFICATIONS,
            medium.group,
            XPendingParams.xPendingParams("-", "+", MOST_AT_ONCE))) {
      if (pending.getIdleTime() < IDLE_BEFORE_CLAIM.toMillis()) {
        continue;
      }
      if (pending.getDeliveredTimes() >= DELIVERIES) {
        deadLetter(redis, pending);
      } else {
        again.add(pending.getID());
      }
    }
    if (!again.isEmpty()) {
      deliver(
          redis,
          redis.xclaim(
              RedisStreams.NOTIFICATIONS,
              medium.group,
              consumer,
              IDLE_BEFORE_CLAIM.toMillis(),
              XClaimParams.xClaimParams(),
              again.toArray(StreamEntryID[]::new)));
    }
  }

  private void deadLetter(Jedis redis, StreamPendingEntry pending) {
    List<StreamEntry> found =
        redis.xrange(RedisStreams.NOTIFICATIONS, pending.getID(), pending.getID());
    if (!found.isEmpty()) {
      var fields = new LinkedHashMap<>(found.getFirst().getFields());
      fields.put("original_stream", RedisStreams.NOTIFICATIONS);
      fields.put("original_id", pending.getID().toString());
      fields.put("group", medium.group);
      fields.put("consumer", pending.getConsumerName());
      fields.put("deliveries", Long.toString(pending.getDeliveredTimes()));
      fields.put("error", "no address to deliver to");
      fields.put("failed_at", setting.clock().instant().toString());
      redis.xadd(RedisStreams.DEAD_LETTERS, RedisStreams.bounded(), fields);
    }
    redis.xack(RedisStreams.NOTIFICATIONS, medium.group, pending.getID());
  }
}
