package dev.weir.app.faults;

import dev.weir.sample.broker.RedisServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** A Redis server that writes every command to its append-only file before it answers. */
final class RedisFaults implements FaultyServer {
  private static final int PIPELINED = 1_000;
  private static final String HOLDERS = "holders";

  private final CuttableLine line = new CuttableLine();
  private final RedisServer server =
      RedisServer.builder().arguments("--appendonly", "yes", "--appendfsync", "always").start();

  RedisFaults() {
    line.leadsTo(server.port());
  }

  @Override
  public String name() {
    return "Redis";
  }

  /** Every other seed brings back what a group has pending, and has it acknowledged. */
  private static boolean isOfPending(String target) {
    return target.charAt(target.length() - 1) % 2 == 1;
  }

  private Jedis client() {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(10_000).build());
  }

  @Override
  public List<String> fill(String target, int records) {
    String dead = target + ":dlq";
    try (Jedis client = client()) {
      client.xadd(target, Map.of("order", "the first"), XAddParams.xAddParams());
      for (int from = 0; from < records; from += PIPELINED) {
        Pipeline pipeline = client.pipelined();
        for (int i = from; i < Math.min(records, from + PIPELINED); i++) {
          Map<String, String> fields = new LinkedHashMap<>();
          fields.put("order", "O-" + i);
          fields.put("original_stream", target);
          fields.put("original_id", i + 1 + "-0");
          fields.put("error", "no such bank");
          var unused = pipeline.xadd(dead, fields, XAddParams.xAddParams());
        }
        pipeline.sync();
      }
      if (isOfPending(target)) {
        client.xgroupCreate(dead, HOLDERS, new StreamEntryID("0-0"), false);
        client.xreadGroup(
            HOLDERS,
            "one",
            XReadGroupParams.xReadGroupParams().count(records),
            Map.of(dead, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
        return List.of(
            dead,
            "--redis",
            "redis://127.0.0.1:" + line.port(),
            "--pending",
            HOLDERS,
            "--after",
            "ack");
      }
    }
    return List.of(dead, "--redis", "redis://127.0.0.1:" + line.port(), "--after", "delete");
  }

  @Override
  public Watch watch(String target) {
    return new Watch() {
      @Override
      public void awaitWritten(long written, Process process) throws InterruptedException {
        try (Jedis client = client()) {
          while (process.isAlive() && client.xlen(target) - 1 < written) {
            process.waitFor(2, TimeUnit.MILLISECONDS);
          }
        } catch (JedisException away) {
          throw new AssertionError("the server is away though nobody killed it", away);
        }
      }

      /** Anywhere between two batches or in one. */
      @Override
      public void goOn(Random random, Process process) throws InterruptedException {
        process.waitFor(random.nextInt(120_000), TimeUnit.MICROSECONDS);
      }

      @Override
      public boolean hasOpenTransaction() {
        return false;
      }
    };
  }

  @Override
  public void kill(long awayMillis) throws InterruptedException {
    server.kill();
    TimeUnit.MILLISECONDS.sleep(awayMillis);
    server.restart();
    // It answers before it has read its file.
    try (Jedis client = client()) {
      while (isLoading(client)) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  private static boolean isLoading(Jedis client) {
    return client.info("persistence").contains("loading:1");
  }

  @Override
  public CuttableLine line() {
    return line;
  }

  @Override
  public int mostKills() {
    return 2;
  }

  @Override
  public Map<String, List<String>> arrived(String target) {
    Map<String, List<String>> places = new HashMap<>();
    try (Jedis client = client()) {
      for (StreamEntry entry : client.xrange(target, "-", "+")) {
        String key = entry.getFields().get("replay.key");
        if (key != null) {
          places.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry.getID().toString());
        }
      }
    }
    return places;
  }

  @Override
  public long stayed(String target) {
    try (Jedis client = client()) {
      return isOfPending(target)
          ? client.xpending(target + ":dlq", HOLDERS).getTotal()
          : client.xlen(target + ":dlq");
    }
  }

  @Override
  public void close() {
    server.close();
    line.close();
  }
}
