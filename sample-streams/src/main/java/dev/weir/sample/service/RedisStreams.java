package dev.weir.sample.service;

import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.params.XAddParams;

/** The Redis streams of the platform. */
final class RedisStreams {
  static final String NOTIFICATIONS = "notifications";
  static final String SENT = "notifications:sent";
  static final String DEAD_LETTERS = "notifications:dlq";
  static final String METRICS = "metrics";

  private static final long MOST_ENTRIES = 20_000;

  private RedisStreams() {}

  /** Bounds a stream, about. */
  static XAddParams bounded() {
    return XAddParams.xAddParams().maxLen(MOST_ENTRIES).approximateTrimming();
  }

  /** The envelope as fields, in the catalogue's order; the data follow. */
  static Map<String, String> envelope(
      EventType type, EventId id, String correlationId, long epochMillis) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("id", id.toString());
    fields.put("type", type.typeName());
    fields.put("version", Integer.toString(EventType.VERSION));
    fields.put("source", type.source());
    fields.put("time", Instant.ofEpochMilli(epochMillis).toString());
    fields.put("correlation_id", correlationId);
    return fields;
  }
}
