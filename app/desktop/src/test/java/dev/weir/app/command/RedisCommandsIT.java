package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.sample.broker.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import tools.jackson.databind.JsonNode;

/** The commands on a Redis server. */
class RedisCommandsIT {
  private static RedisServer server;
  private static RedisClient redis;

  @TempDir static Path home;

  @BeforeAll
  static void start() {
    server = RedisServer.start();
    redis = RedisClient.create(server.url());
  }

  @AfterAll
  static void stop() {
    redis.close();
    server.close();
  }

  @Test
  void statsCountsWhatWasAdded() {
    for (int i = 0; i < 2_500; i++) {
      redis.xadd("counted", Map.of("n", "12345"), XAddParams.xAddParams());
    }

    Ran ran = weir("stats", "counted", "--from", "earliest", "--until", "end", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().path("records").asLong()).isEqualTo(2_500);
    assertThat(ran.json().path("latency").path("kind").asString()).contains("EntryId");
    assertThat(ran.json().path("latency").path("n").asLong()).isEqualTo(2_500);
    assertThat(ran.json().path("latency").path("clock_ahead_ms").asDouble())
        .as("the server is on this machine: %s", ran.out())
        .isBetween(-50.0, 50.0);
    assertThat(ran.json().path("latency").path("clock_error_ms").asDouble()).isPositive();
  }

  @Test
  void aProbeMakesItsStreamAndReadsEverythingBack() {
    Ran ran = weir("probe", "probe:1", "--every", "5ms", "--for", "2s", "--write", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().path("planned").asInt()).isEqualTo(400);
    assertThat(ran.json().path("acknowledged").asInt()).as(ran.out()).isEqualTo(400);
    assertThat(ran.json().path("received").asInt()).as(ran.out()).isEqualTo(400);
    assertThat(ran.json().path("round_trip").path("p95_ms").asDouble()).isPositive();
    assertThat(ran.json().path("clock_ahead_ms").asDouble())
        .as("the server is on this machine: %s", ran.out())
        .isBetween(-100.0, 100.0);
    assertThat(redis.xlen("probe:1")).as("its first entry, and 400").isEqualTo(401);
  }

  @Test
  void lagIsWhatXinfoGroupsSays() {
    assumeTrue(server.isAtLeast(7, 0), "Redis before 7.0 does not tell a group's lag");
    for (int i = 0; i < 10; i++) {
      redis.xadd("jobs", Map.of("n", String.valueOf(i)), XAddParams.xAddParams());
    }
    redis.xgroupCreate("jobs", "workers", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "workers",
        "one",
        XReadGroupParams.xReadGroupParams().count(3),
        Map.of("jobs", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));

    Ran ran = weir("lag", "--group", "workers", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode row = ran.json().get(0);
    Map<String, Object> told = redis.xinfoGroups("jobs").getFirst().getGroupInfo();
    assertThat(row.path("lag").asLong()).hasToString(String.valueOf(told.get("lag")));
    assertThat(row.path("committed").asLong())
        .hasToString(String.valueOf(told.get("entries-read")));
    assertThat(row.path("pending").asLong()).isEqualTo(3);
    assertThat(row.path("partition").isNull()).as("a Redis stream has none: %s", row).isTrue();
    assertThat(row.path("kind").asString()).isEqualTo("redis");
    assertThat(row.path("status").asString()).isEqualTo("behind");
  }

  @Test
  void anUnknownLagIsNullAndSaysWhy() {
    try (RedisServer old = RedisServer.bundled();
        RedisClient client = RedisClient.create(old.url())) {
      for (int i = 0; i < 10; i++) {
        client.xadd("jobs", Map.of("n", String.valueOf(i)), XAddParams.xAddParams());
      }
      client.xgroupCreate("jobs", "workers", new StreamEntryID("0-0"), false);

      Ran ran = Ran.weir(home, Map.of(), "lag", "--json", "--redis", old.url());

      assertThat(ran.code()).as(ran.err()).isZero();
      JsonNode row = ran.json().get(0);
      assertThat(row.path("committed").isNull()).as("6.2 does not count: %s", row).isTrue();
      if (row.path("lag").isNull()) {
        assertThat(row.path("status").asString()).isEqualTo("unknown");
        assertThat(row.path("why").asString()).isNotEmpty();
      } else {
        assertThat(row.path("lag").asLong()).as("counted by reading: %s", row).isEqualTo(10);
      }
    }
  }

  @Test
  void tailPrintsEntries() {
    redis.xadd(
        "events",
        Map.of("type", "Sent"),
        XAddParams.xAddParams().id(new StreamEntryID(1_700_000_000_000L, 7)));

    Ran ran = weir("tail", "events", "--from", "earliest", "--limit", "1");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode record = ran.json();
    assertThat(record.path("id").asString()).isEqualTo("1700000000000-7");
    assertThat(record.path("partition").isNull()).isTrue();
    assertThat(record.path("timestamp").asString()).isEqualTo("2023-11-14T22:13:20.000Z");
    assertThat(record.path("timestamp_type").asString()).isEqualTo("EntryId");
    assertThat(record.path("headers").toString()).isEqualTo("[[\"type\",\"Sent\"]]");
  }

  @Test
  void tailBeginsAtAnId() {
    for (int i = 0; i < 4; i++) {
      redis.xadd(
          "placed",
          Map.of("n", String.valueOf(i)),
          XAddParams.xAddParams().id(new StreamEntryID(1_700_000_000_000L + i, 0)));
    }

    Ran ran = weir("tail", "placed", "--from", "1700000000002-0", "--until", "end");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.jsonLines().stream().map(line -> line.path("id").asString()))
        .containsExactly("1700000000002-0", "1700000000003-0");
  }

  @Test
  void aRecordOfATopicBecomesAnEntryWithAllOfItAndAnEntryTheSameEntry() throws Exception {
    redis.xadd("arrivals", Map.of("first", "1"), XAddParams.xAddParams());
    Path file = home.resolve("mixed.jsonl");
    Files.writeString(
        file,
        """
        {"partition": 0, "offset": 7, "key": "k", "value": "v", "headers": [["h", "1"]]}
        {"id": "1-1", "key": null, "value": "2", "headers": [["plain", "2"]]}
        """);

    Ran ran = weir("produce", "arrivals", "--file", file.toString(), "--write");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(
            weir("tail", "arrivals", "--last", "2").jsonLines().stream()
                .map(line -> line.path("headers").toString()))
        .containsExactly(
            "[[\"key\",\"k\"],[\"value\",\"v\"],[\"header.h\",\"1\"]]", "[[\"plain\",\"2\"]]");
    Ran kept = weir("produce", "arrivals", "--file", file.toString(), "--keep-partitions");
    assertThat(kept.code()).isEqualTo(ExitCode.USAGE);
    assertThat(kept.err()).contains("has no partitions");
    Ran nowhere = weir("produce", "departures", "--file", file.toString(), "--write");
    assertThat(nowhere.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nowhere.err()).contains("There is no stream departures");
    Ran group = weir("tail", "arrivals", "--from", "group:nobody", "--until", "end");
    assertThat(group.err()).contains("has no group 'nobody'");
  }

  @Test
  void streamsListsStreamsAlone() {
    redis.xadd("listed", Map.of("a", "1"), XAddParams.xAddParams());
    redis.set("no-stream", "x");

    Ran ran = weir("streams", "--for", "100ms", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    var names = new ArrayList<String>();
    ran.json().forEach(row -> names.add(row.path("stream").asString()));
    assertThat(names).contains("listed").doesNotContain("no-stream");
  }

  @Test
  void aStreamThatIsNotThereIsTold() {
    redis.xadd("notifications", Map.of("a", "1"), XAddParams.xAddParams());

    Ran ran = weir("stats", "notification");

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("There is no stream notification on", "nearest: notifications");
  }

  @Test
  void aWrongPasswordIsTestedAndTold() throws Exception {
    try (RedisServer locked = RedisServer.builder().password("open-sesame").start()) {
      Path config = home.resolve("redis.properties");
      Files.writeString(config, "password=wrong-guess\n");
      String address = "redis://127.0.0.1:" + locked.port();

      Ran wrong =
          Ran.weir(home, Map.of(), "doctor", "--redis", address, "--config", config.toString());
      assertThat(wrong.code()).as(wrong.out()).isEqualTo(ExitCode.USAGE);
      assertThat(wrong.out() + wrong.err()).doesNotContain("wrong-guess");

      Files.writeString(config, "password=open-sesame\n");
      Ran right =
          Ran.weir(home, Map.of(), "doctor", "--redis", address, "--config", config.toString());
      assertThat(right.code()).as(right.out() + right.err()).isZero();

      Ran inAddress = Ran.weir(home, Map.of(), "doctor", "--redis", locked.url());
      assertThat(inAddress.code()).as(inAddress.out() + inAddress.err()).isZero();
      assertThat(inAddress.out() + inAddress.err()).doesNotContain("open-sesame");
    }
  }

  @Test
  void aRedisAddressGivenAsKafkaIsRecognised() {
    Ran ran = Ran.weir(home, Map.of(), "doctor", "--kafka", "127.0.0.1:" + server.port());

    assertThat(ran.code()).as(ran.out()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(ran.out() + ran.err()).contains("Redis");
  }

  private static Ran weir(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--redis", server.url()));
    return Ran.weir(home, Map.of(), all.toArray(String[]::new));
  }
}
