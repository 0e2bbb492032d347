package dev.weir.sample.service;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;

/**
 * What the platform uses of a Redis server, and what of it is there.
 *
 * @param missing keys that will be created
 * @param own keys that an earlier run of the platform has written
 * @param foreign keys of these names that hold something else
 */
public record RedisUse(List<String> missing, List<String> own, List<String> foreign) {
  /** The groups the platform reads with. */
  public static final List<String> GROUPS = NotificationService.groups();

  private static final List<String> KEYS =
      List.of(
          RedisStreams.NOTIFICATIONS,
          RedisStreams.SENT,
          RedisStreams.DEAD_LETTERS,
          RedisStreams.METRICS);

  /** Every entry of ours has these fields; see {@link RedisStreams#envelope}. */
  private static final Set<String> ENVELOPE =
      Set.of("id", "type", "version", "source", "time", "correlation_id");

  public RedisUse {
    missing = List.copyOf(missing);
    own = List.copyOf(own);
    foreign = List.copyOf(foreign);
  }

  /**
   * Looks, with read commands only.
   *
   * @throws redis.clients.jedis.exceptions.JedisException when the server does not answer or
   *     refuses
   */
  public static RedisUse of(String redisUrl) {
    var missing = new ArrayList<String>();
    var own = new ArrayList<String>();
    var foreign = new ArrayList<String>();
    try (var redis = new Jedis(URI.create(redisUrl))) {
      for (String key : KEYS) {
        if (!redis.exists(key)) {
          missing.add(key);
        } else if (redis.type(key).equals("stream") && isOwn(redis, key)) {
          own.add(key);
        } else {
          foreign.add(key);
        }
      }
    }
    return new RedisUse(missing, own, foreign);
  }

  /** A stream that never had an entry is one whose groups were made first, as ours are. */
  private static boolean isOwn(Jedis redis, String key) {
    List<StreamEntry> newest = redis.xrevrange(key, "+", "-", 1);
    if (newest.isEmpty()) {
      return redis.xinfoGroups(key).stream().allMatch(group -> GROUPS.contains(group.getName()));
    }
    Map<String, String> fields = newest.getFirst().getFields();
    return fields != null && fields.keySet().containsAll(ENVELOPE);
  }
}
