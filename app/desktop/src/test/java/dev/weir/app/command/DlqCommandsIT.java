package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import dev.weir.sample.platform.Options;
import dev.weir.sample.platform.SamplePlatform;
import dev.weir.sample.scene.Scene;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import tools.jackson.databind.JsonNode;

/** {@code weir dlq} on what the sample streams left behind, and on topics made for single cases. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class DlqCommandsIT {
  private static final List<String> TOPICS =
      List.of(
          "payments-dlt", "orders-sink-dlq", "inventory.dlq", "grade-stats-dlq", "dlq.shipments");

  private static KafkaBroker broker;
  private static RedisServer redisServer;
  private static RedisClient redis;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir static Path home;

  @BeforeAll
  static void letThePlatformFail() throws Exception {
    broker = KafkaBroker.start();
    redisServer = RedisServer.start();
    redis = RedisClient.create(redisServer.url());
    Map<String, Object> at = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(at);
    producer = new KafkaProducer<>(at, new ByteArraySerializer(), new ByteArraySerializer());
    try (var _ =
        SamplePlatform.start(
            broker.bootstrapServers(),
            Optional.of(redisServer.url()),
            new Options(Scene.OUTAGE, 1_500, 7),
            InstantSource.system())) {
      Awaitility.await("dead letters of every kind")
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                for (String topic : TOPICS) {
                  assertThat(records(topic)).as(topic).isNotEmpty();
                }
                assertThat(redis.xlen("notifications:dlq")).as("notifications:dlq").isPositive();
              });
    }
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
    redis.close();
    redisServer.close();
  }

  @Test
  void everyDeadLetterStreamOfThePlatformIsFoundWithItsDialect() {
    JsonNode list = kafka("dlq", "list", "--json").json();

    Map<String, List<String>> dialects =
        Map.of(
            "payments-dlt", List.of("spring-"),
            "orders-sink-dlq", List.of("kafka-connect"),
            "inventory.dlq", List.of("plain"),
            "grade-stats-dlq", List.of("kafka-streams"),
            "dlq.shipments", List.of("share-group"));
    for (String topic : TOPICS) {
      JsonNode line = line(list, topic);
      assertThat(line.path("dialects").toString()).contains(dialects.get(topic));
      assertThat(line.path("records").asLong()).as(topic).isEqualTo(records(topic).size());
      assertThat(line.path("oldest").isString()).as(line.toString()).isTrue();
      assertThat(line.path("newest").isString()).as(line.toString()).isTrue();
      assertThat(line.path("origins").size()).as(line.toString()).isPositive();
    }
    assertThat(line(list, "dlq.shipments").path("evidence").get(0).path("from").asString())
        .isEqualTo("stream-setting");
    assertThat(line(list, "dlq.shipments").path("evidence").get(1).path("from").asString())
        .isEqualTo("group-setting");
    assertThat(list.findValuesAsString("stream"))
        .as("retry topics and data hold no dead letters")
        .doesNotContain("payments-retry-1s", "payments", "orders");
  }

  @Test
  void causesAddUpToWhatIsThere() {
    for (String topic : TOPICS) {
      JsonNode causes = kafka("dlq", "causes", topic, "--json").json();
      long sum = 0;
      for (JsonNode cause : causes) {
        sum += cause.path("records").asLong();
        assertThat(cause.path("origin").isString()).as(cause.toString()).isTrue();
        assertThat(cause.path("id").asString()).hasSize(12);
        assertThat(cause.path("first").asString())
            .isLessThanOrEqualTo(cause.path("last").asString());
      }
      assertThat(sum).as(topic).isEqualTo(records(topic).size());
    }
    JsonNode sink = kafka("dlq", "causes", "orders-sink-dlq", "--json").json();
    assertThat(sink.get(0).path("exception").asString()).endsWith("NumericOverflow");
    assertThat(sink.get(0).path("group").asString()).isEqualTo("connect-orders-sink");
    assertThat(sink.get(0).path("frame").asString()).contains("OrdersSink");

    JsonNode mail = onRedis("dlq", "causes", "notifications:dlq", "--json").json();
    assertThat(mail.get(0).path("message").asString()).isEqualTo("no address to deliver to");
    assertThat(mail.get(0).path("group").asString()).isEqualTo("mailer");
    assertThat(mail.get(0).path("records").asLong()).isEqualTo(redis.xlen("notifications:dlq"));
  }

  @Test
  void aShareGroupsDeadLetterIsShownWithTheRecordItWas() {
    ConsumerRecord<byte[], byte[]> dead = records("dlq.shipments").getFirst();
    assertThat(dead.value()).as("the broker writes no payload").isNull();

    JsonNode shown =
        kafka("dlq", "show", "dlq.shipments", Long.toString(dead.offset()), "--json").json();

    assertThat(shown.path("dialect").asString()).isEqualTo("share-group");
    JsonNode hop = shown.path("hops").get(0);
    assertThat(hop.path("topic").asString()).isEqualTo("shipments");
    assertThat(hop.path("group").asString()).isEqualTo("fulfilment");
    JsonNode original = shown.path("original");
    assertThat(original.path("stream").asString()).isEqualTo("shipments");
    assertThat(original.path("offset").asLong()).isEqualTo(hop.path("offset").asLong());
    assertThat(original.path("value").isNull()).as("it has its payload").isFalse();
  }

  @Test
  void aRetriedPaymentIsShownFromWhereItBegan() {
    ConsumerRecord<byte[], byte[]> dead = records("payments-dlt").getFirst();
    String place = dead.partition() + "@" + dead.offset();

    JsonNode shown = kafka("dlq", "show", "payments-dlt", place, "--json").json();

    assertThat(shown.path("record").path("offset").asLong()).isEqualTo(dead.offset());
    assertThat(shown.path("hops").get(0).path("topic").asString()).isEqualTo("payments");
    assertThat(shown.path("original").path("stream").asString()).isEqualTo("payments");
    assertThat(shown.path("original").path("key")).isEqualTo(shown.path("record").path("key"));
    assertThat(shown.path("original").path("value")).isEqualTo(shown.path("record").path("value"));
    Ran text = kafka("dlq", "show", "payments-dlt", place);
    assertThat(text.out()).contains("Written by Spring Kafka", "Hop 1: payments", "Made of {");
  }

  @Test
  void onRedisDeadLettersAndPendingEntriesAreFoundAndNoCountIsRaised() {
    redis.xadd("jobs", Map.of("job", "1"), XAddParams.xAddParams().id(new StreamEntryID(1790, 0)));
    StreamEntryID id = redis.xadd("jobs", Map.of("job", "2"), XAddParams.xAddParams());
    redis.xgroupCreate("jobs", "workers", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "workers",
        "one",
        XReadGroupParams.xReadGroupParams().count(9),
        Map.of("jobs", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    redis.xclaim("jobs", "workers", "two", 0, XClaimParams.xClaimParams().retryCount(7), id);

    JsonNode list = onRedis("dlq", "list", "--json").json();

    JsonNode mail = line(list, "notifications:dlq");
    assertThat(mail.path("dialects").toString()).contains("redis-fields");
    assertThat(mail.path("records").asLong()).isEqualTo(redis.xlen("notifications:dlq"));
    assertThat(mail.path("origins").toString()).contains("notifications");
    JsonNode pending = line(list, "jobs");
    assertThat(pending.path("kind").asString()).isEqualTo("redis-pending");
    assertThat(pending.path("records").asLong()).isEqualTo(1);
    JsonNode causes = onRedis("dlq", "causes", "jobs", "--json").json();
    assertThat(causes.get(0).path("group").asString()).isEqualTo("workers");
    assertThat(causes.get(0).path("records").asLong()).isEqualTo(1);
    JsonNode shown = onRedis("dlq", "show", "jobs", id.toString(), "--json").json();
    assertThat(shown.path("dialect").asString()).isEqualTo("redis-pending");
    assertThat(shown.path("hops").get(0).path("attempts").asLong()).isEqualTo(7);
    assertThat(shown.path("original").path("headers").toString()).contains("job");
    assertThat(
            redis.xpending("jobs", "workers", XPendingParams.xPendingParams("-", "+", 9)).stream()
                .map(entry -> entry.getDeliveredTimes())
                .toList())
        .as("looking delivers nothing")
        .containsExactly(1L, 7L);
  }

  @Test
  void aStreamThatOnlyItsHeadersTellIsFoundAndTheUserHasTheLastWord() throws Exception {
    create("quarantine-area", Map.of());
    create("ordinary", Map.of());
    for (int i = 0; i < 3; i++) {
      var dead = new ProducerRecord<>("quarantine-area", bytes("k"), bytes("{}"));
      dead.headers().add("kafka_dlt-original-topic", bytes("ordinary"));
      dead.headers().add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(0).array());
      dead.headers().add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(i).array());
      producer.send(dead).get();
      // Replayed to where it came from, headers and all: no dead-letter stream for that.
      var back = new ProducerRecord<>("ordinary", bytes("k"), bytes("{}"));
      back.headers().add("kafka_dlt-original-topic", bytes("ordinary"));
      producer.send(back).get();
    }

    JsonNode list = kafka("dlq", "list", "--json").json();
    assertThat(line(list, "quarantine-area").path("evidence").get(0).path("from").asString())
        .isEqualTo("headers");
    assertThat(list.findValuesAsString("stream")).doesNotContain("ordinary");

    assertThat(kafka("dlq", "mark", "quarantine-area", "--not").code()).isZero();
    assertThat(kafka("dlq", "mark", "ordinary", "--dialect", "spring-kafka").out())
        .contains("is remembered to hold dead letters in dialect spring-kafka");
    list = kafka("dlq", "list", "--json").json();
    assertThat(list.findValuesAsString("stream")).doesNotContain("quarantine-area");
    assertThat(line(list, "ordinary").path("pinned").asString()).isEqualTo("spring-kafka");
    assertThat(line(list, "ordinary").path("evidence").get(0).path("from").asString())
        .isEqualTo("user");

    assertThat(kafka("dlq", "mark", "quarantine-area", "--forget").code()).isZero();
    assertThat(kafka("dlq", "mark", "ordinary", "--forget").code()).isZero();
    list = kafka("dlq", "list", "--json").json();
    assertThat(list.findValuesAsString("stream"))
        .contains("quarantine-area")
        .doesNotContain("ordinary");
  }

  @Test
  void whatConnectAndGroupsAreToldIsEvidence() throws Exception {
    create("my-connect-configs", Map.of("cleanup.policy", "compact"));
    create("warehouse-rejects", Map.of());
    create("dlq.told-by-group", Map.of());
    producer
        .send(
            new ProducerRecord<>(
                "my-connect-configs",
                bytes("connector-warehouse"),
                bytes(
                    "{\"properties\":{\"name\":\"warehouse\","
                        + "\"errors.deadletterqueue.topic.name\":\"warehouse-rejects\"}}")))
        .get();
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.GROUP, "fulfilment"),
                List.of(
                    new AlterConfigOp(
                        new ConfigEntry("errors.deadletterqueue.topic.name", "dlq.told-by-group"),
                        AlterConfigOp.OpType.SET))))
        .all()
        .get();
    try {
      JsonNode list = kafka("dlq", "list", "--json").json();
      assertThat(line(list, "warehouse-rejects").path("evidence").get(0).path("from").asString())
          .isEqualTo("connector");
      assertThat(line(list, "dlq.told-by-group").path("evidence").get(0).path("from").asString())
          .isEqualTo("group-setting");
    } finally {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, "fulfilment"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("errors.deadletterqueue.topic.name", "dlq.shipments"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  @Test
  void abortedDeadLettersDoNotExistAndMarkersAreNotCounted() throws Exception {
    create("transactional-dlq", Map.of());
    try (var transactional =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "dlq-it"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      transactional.initTransactions();
      for (int round = 0; round < 6; round++) {
        transactional.beginTransaction();
        for (int i = 0; i < 5; i++) {
          var dead = new ProducerRecord<>("transactional-dlq", 0, bytes("k"), bytes("{}"));
          dead.headers().add("__streams.errors.topic", bytes("orders"));
          dead.headers().add("__streams.errors.exception", bytes("com.acme.Round" + round % 2));
          var _ = transactional.send(dead);
        }
        // What was never sent would not be there to be aborted.
        transactional.flush();
        if (round % 2 == 0) {
          transactional.commitTransaction();
        } else {
          transactional.abortTransaction();
        }
      }
    }

    JsonNode causes = kafka("dlq", "causes", "transactional-dlq", "--json").json();
    assertThat(causes.size()).as(causes.toString()).isEqualTo(1);
    assertThat(causes.get(0).path("records").asLong()).isEqualTo(15);
    JsonNode line = line(kafka("dlq", "list", "--json").json(), "transactional-dlq");
    assertThat(line.path("records").asLong()).as("not the span of offsets").isEqualTo(15);
    Ran aborted = kafka("dlq", "show", "transactional-dlq", "0@6");
    assertThat(aborted.code()).as(aborted.out() + aborted.err()).isEqualTo(2);
    assertThat(aborted.err()).contains("aborted");
  }

  @Test
  void anOriginalThatIsGoneIsSaidToBeGone() throws Exception {
    create("short-lived", Map.of());
    create("short-lived-dlq", Map.of());
    for (int i = 0; i < 3; i++) {
      producer.send(new ProducerRecord<>("short-lived", 0, bytes("k"), bytes("v" + i))).get();
    }
    for (String topic : List.of("short-lived", "never-there")) {
      var dead = new ProducerRecord<byte[], byte[]>("short-lived-dlq", 0, null, null);
      dead.headers().add("__dlq.errors.topic", bytes(topic));
      dead.headers().add("__dlq.errors.partition", bytes("0"));
      dead.headers().add("__dlq.errors.offset", bytes("1"));
      dead.headers().add("__dlq.errors.group", bytes("g"));
      producer.send(dead).get();
    }
    admin
        .deleteRecords(
            Map.of(new TopicPartition("short-lived", 0), RecordsToDelete.beforeOffset(2)))
        .all()
        .get();

    JsonNode expired = kafka("dlq", "show", "short-lived-dlq", "0", "--json").json();
    assertThat(expired.path("original").isNull()).as(expired.toString()).isTrue();
    assertThat(expired.path("original_problem").asString()).contains("the payload is lost");
    JsonNode unknown = kafka("dlq", "show", "short-lived-dlq", "1", "--json").json();
    assertThat(unknown.path("original_problem").asString()).contains("never-there", "not there");
  }

  @Test
  void hostileHeadersAreShownAndCounted() throws Exception {
    create("hostile-dlq", Map.of());
    byte[] trace = new byte[900_000];
    java.util.Arrays.fill(trace, (byte) 'x');
    var dead = new ProducerRecord<byte[], byte[]>("hostile-dlq", 0, null, null);
    dead.headers().add("__connect.errors.topic", new byte[] {(byte) 0xc3, 0x28});
    dead.headers().add("__connect.errors.exception.message", (byte[]) null);
    dead.headers().add("__connect.errors.exception.stacktrace", trace);
    dead.headers().add("x-original-partition", bytes("1234"));
    dead.headers().add("springDeserializerExceptionValue", new byte[] {(byte) 0xac, (byte) 0xed});
    producer.send(dead).get();
    var ambiguous = new ProducerRecord<byte[], byte[]>("hostile-dlq", 0, null, null);
    ambiguous.headers().add("x-original-topic", bytes("orders"));
    ambiguous.headers().add("x-original-partition", bytes("1234"));
    producer.send(ambiguous).get();

    JsonNode causes = kafka("dlq", "causes", "hostile-dlq", "--json").json();
    assertThat(causes.size()).as(causes.toString()).isEqualTo(2);
    JsonNode shown = kafka("dlq", "show", "hostile-dlq", "0", "--json").json();
    assertThat(shown.path("record").path("headers").size()).isEqualTo(5);
    assertThat(shown.path("hops").get(0).path("stack_trace").asString()).hasSize(900_000);
    JsonNode both = kafka("dlq", "show", "hostile-dlq", "1", "--json").json().path("hops").get(0);
    assertThat(both.path("partition").isNull()).isTrue();
    assertThat(both.path("ambiguous").path("partition").path("text").asLong()).isEqualTo(1_234);
    JsonNode pinned =
        kafka("dlq", "show", "hostile-dlq", "1", "--json", "--dialect", "plain").json();
    assertThat(pinned.path("hops").get(0).path("partition").asLong()).isEqualTo(1_234);
  }

  @Test
  void mistakesAreOneSentence() throws Exception {
    Ran nowhere = kafka("dlq", "causes", "payments-dltt");
    assertThat(nowhere.code()).isEqualTo(2);
    assertThat(nowhere.err()).contains("There is no stream payments-dltt", "payments-dlt");
    Ran noRecord = kafka("dlq", "show", "payments-dlt", "0@999999999");
    assertThat(noRecord.code()).isEqualTo(2);
    assertThat(noRecord.err()).contains("There is no record 0@999999999");
    Ran noDialect = kafka("dlq", "causes", "payments-dlt", "--dialect", "klingon");
    assertThat(noDialect.code()).isEqualTo(2);
    assertThat(noDialect.err()).contains("klingon", "spring-kafka");
    Ran several = kafka("dlq", "show", "several-dlq", "0");
    assertThat(several.code()).isEqualTo(2);
    create("several-dlq", Map.of());
    producer.send(new ProducerRecord<>("several-dlq", 0, bytes("k"), bytes("v"))).get();
    producer.send(new ProducerRecord<>("several-dlq", 1, bytes("k"), bytes("v"))).get();
    several = kafka("dlq", "show", "several-dlq", "0");
    assertThat(several.code()).isEqualTo(2);
    assertThat(several.err()).contains("0@0 or 1@0");
    Ran bare = Ran.weir(home, Map.of(), "dlq");
    assertThat(bare.code()).isEqualTo(2);
    assertThat(bare.err()).contains("list, causes, show");
    Ran help = Ran.weir(home, Map.of(), "dlq", "causes", "--help");
    assertThat(help.code()).isZero();
    Ran away = Ran.weir(home, Map.of(), "dlq", "list", "--kafka", "127.0.0.1:1");
    assertThat(away.code()).isEqualTo(3);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void create(String topic, Map<String, String> settings) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1).configs(settings))).all().get();
    Awaitility.await("topic " + topic)
        .ignoreExceptions()
        .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get() != null);
  }

  private static JsonNode line(JsonNode list, String stream) {
    for (JsonNode line : list) {
      if (line.path("stream").asString().equals(stream)) {
        return line;
      }
    }
    throw new AssertionError(stream + " is not among " + list);
  }

  private static Ran kafka(String... arguments) {
    return weir("--kafka", broker.bootstrapServers(), arguments);
  }

  private static Ran onRedis(String... arguments) {
    return weir("--redis", redisServer.url(), arguments);
  }

  private static Ran weir(String option, String address, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(option, address));
    return Ran.weir(home, Map.of(), all.toArray(String[]::new));
  }

  /** All records of a topic, by a consumer of no group. */
  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(at -> at).sum();
      var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().mapToLong(consumer::position).sum() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
      return all;
    }
  }
}
