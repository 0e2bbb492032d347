package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.sample.event.EventType;
import dev.weir.sample.schema.SchemaTopic;
import dev.weir.sample.schema.Shipment;
import dev.weir.sample.schema.ShipmentCodec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import tools.jackson.databind.JsonNode;

/** {@code weir windows} on a Kafka broker and a Redis server. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class WindowsCommandIT {
  private static final long T0 = 1_700_000_000_000L;

  private static KafkaBroker broker;
  private static RedisServer server;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir static Path home;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start();
    server = RedisServer.start();
    Map<String, Object> at = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(at);
    producer = new KafkaProducer<>(at, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    server.close();
    broker.close();
  }

  @Test
  void tumblingWindowsByKeyAddUpOverPartitions() throws Exception {
    create("payments", 2);
    produce("payments", 0, "card", T0 + 1_000, "{\"amount\":10,\"ok\":true}");
    produce("payments", 0, "card", T0 + 9_999, "{\"amount\":30,\"ok\":false}");
    produce("payments", 1, "card", T0 + 2_000, "{\"amount\":20,\"ok\":true}");
    produce("payments", 1, "cash", T0 + 3_000, "{\"ok\":true}");
    produce("payments", 0, "card", T0 + 10_000, "{\"amount\":5,\"ok\":true}");
    produce("payments", 0, "card", T0 + 9_000, "{\"amount\":999,\"ok\":true}");

    Ran ran =
        weir(
            "payments --type tumbling --size 10s --by key --value value.amount --agg"
                + " count,values,sum,min,max,mean,stddev,p50,errors,error_rate --from earliest"
                + " --until end",
            "--error",
            "value.ok == false");

    assertThat(ran.code()).as(ran.err()).isZero();
    List<JsonNode> lines = ran.jsonLines();
    assertThat(lines).as(ran.out()).hasSize(3);
    JsonNode card = line(lines, "card", T0);
    assertThat(card.path("start").asString()).isEqualTo("2023-11-14T22:13:20Z");
    assertThat(card.path("end_ms").asLong()).isEqualTo(T0 + 10_000);
    assertThat(card.path("partitions").asInt()).isEqualTo(2);
    assertThat(card.path("partition").isNull()).isTrue();
    assertThat(card.path("count").asLong()).as("without the late one").isEqualTo(3);
    assertThat(card.path("sum").asDouble()).isEqualTo(60);
    assertThat(card.path("stddev").asDouble()).as("of the sample").isEqualTo(10);
    assertThat(card.path("p50").asDouble()).isEqualTo(20);
    assertThat(card.path("errors").asLong()).isEqualTo(1);
    assertThat(card.path("error_rate").asDouble()).isBetween(0.3333, 0.3334);
    JsonNode cash = line(lines, "cash", T0);
    assertThat(cash.path("count").asLong()).isEqualTo(1);
    assertThat(cash.path("sum").isNull()).as("no number is not 0: %s", cash).isTrue();
    assertThat(cash.path("partition").asInt()).isEqualTo(1);
    assertThat(line(lines, "card", T0 + 10_000).path("closed_by").asString()).isEqualTo("end");
    assertThat(ran.err())
        .contains("6 records read; late: 1, missing")
        .contains("1 record without a number in value.amount");
  }

  @Test
  void sessionsByAFieldInThePayloadsOwnTime() throws Exception {
    create("clicks", 1);
    for (int second : new int[] {0, 5, 11, 3}) {
      produce(
          "clicks",
          0,
          null,
          System.currentTimeMillis(),
          "{\"user\":7,\"at\":\"2026-01-01T00:00:%02dZ\"}".formatted(second));
    }

    Ran ran =
        weir(
            "clicks --type session --gap 5s --grace 1m --by user --time at --from earliest --until"
                + " end");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.jsonLines()).as(ran.out()).hasSize(2);
    JsonNode first = ran.jsonLines().getFirst();
    assertThat(first.path("group").asLong()).isEqualTo(7);
    assertThat(first.path("start").asString()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(first.path("end").asString()).isEqualTo("2026-01-01T00:00:05Z");
    assertThat(first.path("count").asLong()).isEqualTo(3);
  }

  @Test
  void avroPayloadsAreReadWithTheSchemasOfTheCluster() throws Exception {
    create("_schemas", 1);
    for (SchemaTopic.SchemaRecord schema : SchemaTopic.records()) {
      producer
          .send(new ProducerRecord<>("_schemas", 0, null, utf8(schema.key()), utf8(schema.value())))
          .get();
    }
    create("shipments", 1);
    var codec = new ShipmentCodec(SchemaTopic.SHIPMENTS_ID);
    for (int grams : new int[] {100, 300}) {
      byte[] value =
          codec.encode(
              new Shipment(
                  "id",
                  EventType.SHIPMENT_DISPATCHED,
                  T0 + grams,
                  "c",
                  "s",
                  "o",
                  "carrier",
                  grams));
      producer.send(new ProducerRecord<>("shipments", 0, T0, null, value)).get();
    }

    Ran ran =
        weir(
            "shipments --type sliding --size 1s --time value.time --by value.data.carrier --value"
                + " value.data.weight_grams --agg mean,max --from earliest --until end");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.jsonLines()).as("%s %s", ran.out(), ran.err()).hasSize(3);
    JsonNode both = ran.jsonLines().get(1);
    assertThat(both.path("end_ms").asLong()).isEqualTo(T0 + 300);
    assertThat(both.path("mean").asDouble()).isEqualTo(200);
  }

  @Test
  void aStreamThatStopsHasItsLastWindowClosedByIdleness() throws Exception {
    create("stopped", 1);
    long now = System.currentTimeMillis();
    produce("stopped", 0, "k", now, "x");

    Ran ran = weir("stopped --type tumbling --size 1s --idle 500ms --from earliest --for 5s");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.jsonLines()).as(ran.out()).hasSize(1);
    assertThat(ran.jsonLines().getFirst().path("closed_by").asString()).isEqualTo("idleness");
  }

  @Test
  void redisEntriesHaveWindowsToo() {
    try (RedisClient redis = RedisClient.create(server.url())) {
      for (int i = 0; i < 20; i++) {
        redis.xadd(
            "jobs",
            Map.of("kind", i % 2 == 0 ? "mail" : "sms", "ms", String.valueOf(i)),
            XAddParams.xAddParams().id(new StreamEntryID(T0 + i * 1_000L, 0)));
      }
    }
    Ran ran =
        weirOn(
            "--redis",
            server.url(),
            "jobs --type hopping --size 10s --advance 5s --by kind --value ms --agg count,sum"
                + " --from earliest --until end");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode mail = line(ran.jsonLines(), "mail", T0 + 5_000);
    assertThat(mail.path("count").asLong()).isEqualTo(5);
    assertThat(mail.path("sum").asLong()).isEqualTo(6 + 8 + 10 + 12 + 14);
    assertThat(mail.path("closed_by").asString()).isEqualTo("time");
  }

  @Test
  void whatMakesNoSenseIsToldWithItsRemedy() throws Exception {
    create("told", 1);
    assertThat(refused("told --type tumbling")).contains("--type tumbling needs --size");
    assertThat(refused("told --type session --gap 5s --size 5s")).contains("leave it out");
    assertThat(refused("told --type hopping --size 5s --advance 6s")).contains("advance");
    assertThat(refused("told --type tumbling --size 5s --agg mean")).contains("needs --value");
    assertThat(refused("told --type tumbling --size 5s --agg error_rate")).contains("--error");
    assertThat(refused("told --type tumbling --size 5s --agg average")).contains("stddev");
    assertThat(refused("told --type tumbling --size 5s --value a..b")).contains("no path");
    assertThat(refused("told --type tumbling --size 0s")).contains("at least 1 ms");
    assertThat(refused("told --type tumbling --size 5s --most 0")).contains("At least one");
    assertThat(refused("tolt --type tumbling --size 5s --until end"))
        .contains("There is no stream tolt")
        .contains("told");
  }

  private static String refused(String words) {
    Ran ran = weir(words);
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    return ran.err();
  }

  private static JsonNode line(List<JsonNode> lines, String group, long start) {
    return lines.stream()
        .filter(line -> line.path("group").asString().equals(group))
        .filter(line -> line.path("start_ms").asLong() == start)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + group + " from " + start + " in " + lines));
  }

  private static void create(String topic, int partitions) throws Exception {
    // Records bear old timestamps; retention would delete them under the test.
    var created = new NewTopic(topic, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
    admin.createTopics(List.of(created)).all().get();
    Awaitility.await("topic " + topic)
        .ignoreExceptions()
        .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get() != null);
  }

  private static void produce(
      String topic, int partition, @Nullable String key, long time, String value) throws Exception {
    byte @Nullable [] keyBytes = key == null ? null : utf8(key);
    producer.send(new ProducerRecord<>(topic, partition, time, keyBytes, utf8(value))).get();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Ran weir(String words, String... more) {
    return weirOn("--kafka", broker.bootstrapServers(), words, more);
  }

  private static Ran weirOn(String kind, String address, String words, String... more) {
    List<String> arguments = new ArrayList<>(List.of("windows", kind, address));
    arguments.addAll(List.of(words.split(" ")));
    arguments.addAll(List.of(more));
    return Ran.weir(home, Map.of(), arguments.toArray(String[]::new));
  }
}
