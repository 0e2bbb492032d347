package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.event.EventId;
import dev.weir.sample.event.EventType;
import dev.weir.sample.schema.FraudScore;
import dev.weir.sample.schema.FraudScoreCodec;
import dev.weir.sample.schema.SchemaTopic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The commands on a Kafka broker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaCommandsIT {
  private static KafkaBroker broker;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;

  @TempDir static Path home;

  @BeforeAll
  static void start() {
    broker = KafkaBroker.start();
    Map<String, Object> at = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(at);
    producer = new KafkaProducer<>(at, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  @Test
  void statsCountsWhatWasProduced() throws Exception {
    create("counted", 3);
    produce("counted", 3, 5_000, 200);

    Ran ran = weir("stats", "counted", "--from", "earliest", "--until", "end", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode line = ran.json();
    assertThat(line.path("stream").asString()).isEqualTo("counted");
    assertThat(line.path("records").asLong()).isEqualTo(5_000);
    assertThat(line.path("bytes").asLong()).as("values and keys").isEqualTo(5_000 * 208L);
    assertThat(line.path("latency").path("n").asLong()).as("every record timed").isEqualTo(5_000);
    assertThat(line.path("latency").path("kind").asString()).contains("CreateTime");
    assertThat(line.path("latency").path("p99_ms").isNumber()).as(ran.out()).isTrue();
    assertThat(line.path("skipped").asLong()).isZero();
  }

  @Test
  void whatWasTailedIsProducedByteForByte() throws Exception {
    create("original", 2);
    create("copy", 2);
    byte[] binary = {0, (byte) 0xff, (byte) 0xc3, 0x28};
    for (int i = 0; i < 20; i++) {
      var record =
          new ProducerRecord<byte[], byte[]>(
              "original",
              i % 2,
              1_760_000_000_000L + i,
              i == 3 ? null : binary,
              i == 4 ? null : binary);
      record.headers().add(new RecordHeader("twice", binary));
      record.headers().add(new RecordHeader("twice", null));
      producer.send(record).get();
    }
    Path file = home.resolve("records.jsonl");
    Files.writeString(file, weir("tail", "original", "--last", "20", "--format", "json").out());

    Ran dry = weir("produce", "copy", "--file", file.toString());
    assertThat(dry.code()).as(dry.err()).isZero();
    assertThat(dry.err()).contains("20 records of", "would go to copy", "--write");
    assertThat(weir("tail", "copy", "--last", "20").out()).as("without --write").isEmpty();

    Ran ran =
        weir(
            "produce",
            "copy",
            "--file",
            file.toString(),
            "--keep-partitions",
            "--keep-timestamps",
            "--write",
            "--json");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().path("written").asLong()).isEqualTo(20);
    List<String> copied =
        weir("tail", "copy", "--last", "20", "--format", "json").out().lines().toList();
    assertThat(copied.stream().map(line -> line.replace("\"copy\"", "\"original\"")))
        .containsExactlyInAnyOrderElementsOf(Files.readAllLines(file));

    Files.writeString(file, "{\"value\": \"good\"}\n{\"value\": 7}\n");
    Ran bad = weir("produce", "copy", "--file", file.toString(), "--write");
    assertThat(bad.code()).isEqualTo(2);
    assertThat(bad.err()).contains("records.jsonl", "Line 2", "\"value\"");
    assertThat(weir("tail", "copy", "--last", "30", "--format", "json").out().lines())
        .as("nothing of a bad file is written")
        .hasSize(20);
    Ran nowhere = weir("produce", "copi", "--file", file.toString(), "--write");
    assertThat(nowhere.code()).isEqualTo(2);
    Files.writeString(file, "{\"value\": \"good\"}\n");
    Ran promised = weir("produce", "copi", "--file", file.toString());
    assertThat(promised.err()).contains("There is no stream copi").doesNotContain("would go");
    Ran group = weir("tail", "copy", "--from", "group:nobody", "--until", "end");
    assertThat(group.code()).isEqualTo(2);
    assertThat(group.err()).contains("group nobody has no committed offset");
    Ran partition = weir("tail", "copy", "--from", "99@0", "--until", "end");
    assertThat(partition.code()).isEqualTo(2);
    assertThat(partition.err()).contains("there is no partition 99");
  }

  @Test
  void statsSaysWhichPercentilesHaveTooFewRecords() throws Exception {
    create("few", 1);
    produce("few", 1, 150, 10);
    producer
        .send(
            new ProducerRecord<>(
                "few", 0, System.currentTimeMillis() + 600_000, null, new byte[] {1}))
        .get();
    producer.send(new ProducerRecord<>("few", 0, 1_000L, null, new byte[] {1})).get();

    Ran ran = weir("stats", "few", "--from", "earliest", "--until", "end", "--json");

    JsonNode latency = ran.json().path("latency");
    assertThat(latency.path("n").asLong()).isEqualTo(150);
    assertThat(latency.path("p90_ms").isNumber()).as(ran.out()).isTrue();
    assertThat(latency.path("p95_ms").isNull()).as(ran.out()).isTrue();
    assertThat(latency.path("too_few_for").valueStream().map(JsonNode::asString))
        .containsExactly("p95", "p99", "p99.9");
    assertThat(latency.path("negative").asLong()).isEqualTo(1);
    assertThat(latency.path("negative_most_ms").asLong()).isBetween(500_000L, 600_000L);
    assertThat(latency.path("bad_timestamps").asLong()).isEqualTo(1);
    assertThat(latency.path("clock_ahead_ms").isNull()).as("Kafka tells no time").isTrue();
    Ran table = weir("stats", "few", "--from", "earliest", "--until", "end");
    assertThat(table.out()).contains("n too small");
    assertThat(table.err()).contains("1 record stamped after receipt");
  }

  @Test
  void statsTimesFromAHeaderOrAField() throws Exception {
    create("stamped", 1);
    long began = System.currentTimeMillis() - 60_000;
    for (int i = 0; i < 100; i++) {
      var record =
          new ProducerRecord<byte[], byte[]>(
              "stamped",
              ("{\"order\":{\"placed\":\"" + Instant.ofEpochMilli(began - 60_000) + "\"}}")
                  .getBytes(StandardCharsets.UTF_8));
      record
          .headers()
          .add(
              new RecordHeader(
                  "produced-at", Long.toString(began * 1_000).getBytes(StandardCharsets.UTF_8)));
      var _ = producer.send(record);
    }
    produceText("stamped", "no moment");

    for (String source : List.of("header:produced-at", "field:order.placed")) {
      Ran ran =
          weir(
              "stats",
              "stamped",
              "--from",
              "earliest",
              "--until",
              "end",
              "--latency",
              source,
              "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      JsonNode latency = ran.json().path("latency");
      double least = source.startsWith("header") ? 59_500 : 119_500;
      assertThat(latency.path("kind").asString())
          .isEqualTo("end-to-end, by " + source.replace(":", " "));
      assertThat(latency.path("n").asLong()).as(ran.out()).isEqualTo(100);
      assertThat(latency.path("bad_timestamps").asLong()).as("without a moment").isEqualTo(1);
      assertThat(latency.path("p50_ms").asDouble()).isBetween(least, least + 300_000);
    }
    Ran wrong = weir("stats", "stamped", "--latency", "produced-at");
    assertThat(wrong.code()).isEqualTo(2);
    assertThat(wrong.err()).contains("--latency takes header:NAME or field:PATH");
  }

  @Test
  void aConditionLooksIntoProtobufByItsSchema() throws Exception {
    create("_schemas", 1);
    create("fraud-scores", 1);
    for (SchemaTopic.SchemaRecord schema : SchemaTopic.records()) {
      producer
          .send(
              new ProducerRecord<>(
                  "_schemas",
                  schema.key().getBytes(StandardCharsets.UTF_8),
                  schema.value().getBytes(StandardCharsets.UTF_8)))
          .get();
    }
    var codec = new FraudScoreCodec(SchemaTopic.FRAUD_SCORES_ID);
    for (int i = 0; i < 10; i++) {
      byte[] value =
          codec.encode(
              new FraudScore(
                  EventId.of(1, EventType.FRAUD_SCORED, i, 0),
                  1_790_000_000_000L,
                  "c-" + i,
                  "o-" + i,
                  i / 10.0,
                  "m",
                  1,
                  1));
      producer.send(new ProducerRecord<>("fraud-scores", value)).get();
    }

    Ran ran =
        weir(
            "tail",
            "fraud-scores",
            "--from",
            "earliest",
            "--until",
            "end",
            "--where",
            "value.data.score > 0.65");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines()).as(ran.err()).hasSize(3);
    assertThat(ran.err()).doesNotContain("could not be asked");
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void aProbeIsShownBeforeItWritesAndWrittenDownBeforeItBegins() throws Exception {
    admin
        .createTopics(
            List.of(
                new NewTopic("weir-probe", 2, (short) 1)
                    .configs(Map.of("message.timestamp.type", "LogAppendTime"))))
        .all()
        .get();
    Path audit = UserFolders.in(home).auditFile();
    int before = lines(audit).size();
    Ran shown = weir("probe", "weir-probe", "--every", "10ms", "--for", "2s");
    assertThat(shown.code()).as(shown.err()).isZero();
    assertThat(shown.err())
        .contains("200 records of 24 bytes, one every 10 ms for 2 s, would go to weir-probe on")
        .contains("Add --write");
    assertThat(end("weir-probe", 0) + end("weir-probe", 1)).as("records written").isZero();
    assertThat(lines(audit)).as("what was only shown").hasSize(before);

    Ran ran = weir("probe", "weir-probe", "--every", "10ms", "--for", "2s", "--write", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode report = ran.json();
    assertThat(report.path("planned").asInt()).isEqualTo(200);
    assertThat(report.path("acknowledged").asInt()).as(ran.out()).isEqualTo(200);
    assertThat(report.path("received").asInt()).as(ran.out()).isEqualTo(200);
    assertThat(report.path("lost").asInt()).isZero();
    assertThat(report.path("ack").path("p95_ms").asDouble()).as(ran.out()).isPositive();
    assertThat(report.path("ack").path("p99_ms").isNull()).as("of 200 records").isTrue();
    assertThat(report.path("round_trip").path("max_ms").asDouble())
        .isGreaterThanOrEqualTo(report.path("round_trip").path("p50_ms").asDouble());
    assertThat(report.path("clock_ahead_ms").asDouble())
        .as("the broker is on this machine: %s", ran.out())
        .isBetween(-100.0, 100.0);
    assertThat(end("weir-probe", 0) + end("weir-probe", 1)).isEqualTo(200);
    List<JsonNode> lines =
        lines(audit).stream().skip(before).map(JsonMapper.shared()::readTree).toList();
    assertThat(lines)
        .extracting(line -> line.path("state").asString())
        .containsExactly("intended", "done");
    assertThat(lines.getFirst().path("records").asInt()).isEqualTo(200);
    assertThat(lines.getLast().path("id")).isEqualTo(lines.getFirst().path("id"));
    assertThat(admin.listGroups().all().get())
        .as("groups left behind")
        .noneMatch(group -> group.groupId().contains("probe"));

    Ran mine = weir("probe", "orders", "--write");
    assertThat(mine.code()).isEqualTo(2);
    assertThat(mine.err()).contains("'orders' is not named as a probe's stream");
    Ran missing = weir("probe", "no-such-probe", "--write", "--for", "1s");
    assertThat(missing.code()).as(missing.err()).isEqualTo(2);
    assertThat(admin.listTopics().names().get()).doesNotContain("no-such-probe");
  }

  private static long end(String topic, int partition) throws Exception {
    var place = new TopicPartition(topic, partition);
    return admin
        .listOffsets(Map.of(place, OffsetSpec.latest()))
        .partitionResult(place)
        .get()
        .offset();
  }

  @Test
  void statsStopsAtTheEndAsItStood() throws Exception {
    create("growing", 1);
    produce("growing", 1, 1_000, 10);
    var stop = new AtomicBoolean();
    Thread producing =
        Thread.ofVirtual()
            .start(
                () -> {
                  while (!stop.get()) {
                    produce("growing", 1, 100, 10);
                  }
                });
    try {
      Ran ran = weir("stats", "growing", "--from", "earliest", "--until", "end", "--json");
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(ran.json().path("records").asLong()).isGreaterThanOrEqualTo(1_000);
    } finally {
      stop.set(true);
      producing.join();
    }
  }

  @Test
  void statsFromNowCountsOnlyWhatIsNew() throws Exception {
    create("quiet", 1);
    produce("quiet", 1, 50, 10);

    Ran ran = weir("stats", "quiet", "--for", "1s", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().path("records").asLong()).isZero();
    assertThat(ran.json().path("latency").path("p99_ms").isNull())
        .as("no record, no latency: %s", ran.out())
        .isTrue();
  }

  @Test
  void lagIsWhatTheAdminSays() throws Exception {
    create("billed", 3);
    produce("billed", 3, 300, 10);
    commit("billing", "billed", Map.of(0, 10L, 1, 0L, 2, 100L));

    Ran ran = weir("lag", "--group", "billing", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    var committed = admin.listConsumerGroupOffsets("billing").partitionsToOffsetAndMetadata().get();
    assertThat(ran.json().size()).isEqualTo(3);
    for (JsonNode row : ran.json()) {
      var partition = new TopicPartition("billed", row.path("partition").asInt());
      long end =
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset();
      long mark = Objects.requireNonNull(committed.get(partition)).offset();
      assertThat(row.path("committed").asLong()).as("committed of %s", partition).isEqualTo(mark);
      assertThat(row.path("end").asLong()).as("end of %s", partition).isEqualTo(end);
      assertThat(row.path("lag").asLong()).as("lag of %s", partition).isEqualTo(end - mark);
      assertThat(row.path("log_start").asLong()).isZero();
      assertThat(row.path("lost").asLong()).isZero();
      assertThat(row.path("status").asString()).isEqualTo(end == mark ? "caught up" : "behind");
      assertThat(row.path("lag_ms").isNumber()).as("time behind: %s", row).isTrue();
      assertThat(row.path("lag_ms_method").asString())
          .isEqualTo(end == mark ? "caught up" : "timestamp");
      assertThat(row.path("eta_s").isNull()).as("unknown is null: %s", row).isTrue();
      assertThat(row.path("pending").isNull()).as("only Redis has pending: %s", row).isTrue();
    }
  }

  @Test
  void tailPrintsRecordsByteForByte() throws Exception {
    create("exact", 1);
    byte[] notUtf8 = {(byte) 0xff, 0, 1, (byte) 0xfe};
    producer
        .send(
            new ProducerRecord<>(
                "exact",
                0,
                1_700_000_000_123L,
                "näme".getBytes(StandardCharsets.UTF_8),
                "{\"n\":12345678901234567890.10}".getBytes(StandardCharsets.UTF_8),
                List.of(
                    new RecordHeader("a", "1".getBytes(StandardCharsets.UTF_8)),
                    new RecordHeader("a", null),
                    new RecordHeader("b", notUtf8))))
        .get();
    producer
        .send(new ProducerRecord<>("exact", 0, 1_700_000_000_124L, (byte[]) null, (byte[]) null))
        .get();
    producer.send(new ProducerRecord<>("exact", 0, 1_700_000_000_125L, new byte[0], notUtf8)).get();

    Ran ran = weir("tail", "exact", "--from", "earliest", "--limit", "3");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines().toList())
        .containsExactly(
            "{\"stream\":\"exact\",\"partition\":0,\"offset\":0,"
                + "\"timestamp\":\"2023-11-14T22:13:20.123Z\",\"timestamp_type\":\"CreateTime\","
                + "\"key\":\"näme\",\"value\":\"{\\\"n\\\":12345678901234567890.10}\","
                + "\"headers\":[[\"a\",\"1\"],[\"a\",null],[\"b\",{\"base64\":\"/wAB/g==\"}]],"
                + "\"size\":42}",
            "{\"stream\":\"exact\",\"partition\":0,\"offset\":1,"
                + "\"timestamp\":\"2023-11-14T22:13:20.124Z\",\"timestamp_type\":\"CreateTime\","
                + "\"key\":null,\"value\":null,\"headers\":[],\"size\":0}",
            "{\"stream\":\"exact\",\"partition\":0,\"offset\":2,"
                + "\"timestamp\":\"2023-11-14T22:13:20.125Z\",\"timestamp_type\":\"CreateTime\","
                + "\"key\":\"\",\"value\":{\"base64\":\"/wAB/g==\"},\"headers\":[],\"size\":4}");
  }

  @Test
  void tailLastTakesTheNewestOfAllPartitions() throws Exception {
    create("spread", 3);
    for (int i = 0; i < 30; i++) {
      producer
          .send(
              new ProducerRecord<>(
                  "spread",
                  i < 25 ? 0 : i % 3,
                  1_700_000_000_000L + i,
                  null,
                  String.valueOf(i).getBytes(StandardCharsets.UTF_8)))
          .get();
    }

    Ran ran = weir("tail", "spread", "--last", "8", "--format", "raw");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines().toList())
        .containsExactly("22", "23", "24", "25", "26", "27", "28", "29");
  }

  @Test
  void tailShowsOnlyWhatMeetsTheCondition() throws Exception {
    create("asked", 1);
    for (int i = 0; i < 10; i++) {
      produceText("asked", "{\"total\":" + i + "}");
    }

    Ran ran =
        weir(
            "tail",
            "asked",
            "--from",
            "earliest",
            "--until",
            "end",
            "--where",
            "value.total > 7",
            "--format",
            "raw");

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out().lines().toList()).containsExactly("{\"total\":8}", "{\"total\":9}");
  }

  @Test
  void tailBeginsWhereItIsTold() throws Exception {
    create("placed", 1);
    for (int i = 0; i < 5; i++) {
      producer
          .send(
              new ProducerRecord<>(
                  "placed",
                  0,
                  1_700_000_000_000L + i * 1_000L,
                  null,
                  String.valueOf(i).getBytes(StandardCharsets.UTF_8)))
          .get();
    }
    commit("reader", "placed", Map.of(0, 4L));

    assertThat(raw("placed", "3")).as("an offset").containsExactly("3", "4");
    assertThat(raw("placed", "0@2")).as("a place").containsExactly("2", "3", "4");
    assertThat(raw("placed", "2023-11-14T22:13:23Z")).as("a time").containsExactly("3", "4");
    assertThat(raw("placed", "1700000004000")).as("epoch milliseconds").containsExactly("4");
    assertThat(raw("placed", "group:reader")).as("a group's commit").containsExactly("4");
  }

  @Test
  void aConditionThatIsNoneIsExplained() {
    Ran ran = weir("tail", "any", "--where", "value.total >");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).startsWith("weir: --where: Line 1, column");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void streamsTellsLengthPartitionsAndGroups() throws Exception {
    create("listed", 2);
    produce("listed", 2, 10, 10);
    commit("lister", "listed", Map.of(0, 1L));

    Ran ran = weir("streams", "--for", "200ms", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode row = MissingNode.getInstance();
    for (JsonNode candidate : ran.json()) {
      if (candidate.path("stream").asString().equals("listed")) {
        row = candidate;
      }
      assertThat(candidate.path("stream").asString())
          .as("internal topics are left out")
          .doesNotStartWith("__");
    }
    assertThat(row.isObject()).as(ran.out()).isTrue();
    assertThat(row.path("kind").asString()).isEqualTo("topic");
    assertThat(row.path("partitions").asInt()).isEqualTo(2);
    assertThat(row.path("length").asLong()).isEqualTo(10);
    assertThat(row.path("groups").asInt()).isEqualTo(1);
    assertThat(row.path("records_per_s").asDouble()).isZero();
  }

  @Test
  void aStreamThatIsNotThereIsToldWithItsNeighbours() throws Exception {
    create("shipping", 1);

    for (String command : List.of("stats", "tail")) {
      Ran ran = weir(command, "shiping");
      assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.out()).isEmpty();
      assertThat(ran.err().strip())
          .isEqualTo(
              "weir: There is no stream shiping on "
                  + broker.bootstrapServers()
                  + "; nearest: shipping.");
    }
    assertThat(admin.listTopics().names().get())
        .as("looking creates no topic")
        .doesNotContain("shiping");
  }

  @Test
  void aGroupThatIsNotThereIsTold() {
    Ran ran = weir("lag", "--group", "nobody");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("There is no group nobody on");
  }

  @Test
  void looksLeaveNoTrace() throws Exception {
    create("watched", 1);
    produce("watched", 1, 10, 10);
    var before = names();

    weir("tail", "watched", "--from", "earliest", "--limit", "5");
    weir("stats", "watched", "--from", "earliest", "--until", "end");
    weir("streams", "--for", "100ms");

    assertThat(names()).as("groups").isEqualTo(before);
  }

  @Test
  void nobodyAtThePortIsExitCodeThree() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    for (String[] command :
        List.of(
            new String[] {"doctor"},
            new String[] {"lag", "--json"},
            new String[] {"streams"},
            new String[] {"stats", "orders"},
            new String[] {"tail", "orders"})) {
      var arguments = new ArrayList<>(List.of(command));
      arguments.addAll(List.of("--kafka", "127.0.0.1:" + port));
      Ran ran = Ran.weir(home, Map.of(), arguments.toArray(String[]::new));
      assertThat(ran.code())
          .as("%s: %s%s", arguments, ran.out(), ran.err())
          .isEqualTo(ExitCode.UNREACHABLE);
      assertThat(ran.out() + ran.err())
          .as("it names the address")
          .contains("127.0.0.1:" + port)
          .doesNotContain("Exception")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void doctorPassesEveryStep() {
    Ran ran = weir("doctor", "--json");

    assertThat(ran.code()).as(ran.out()).isZero();
    assertThat(ran.jsonLines())
        .isNotEmpty()
        .allSatisfy(
            step ->
                assertThat(step.path("outcome").asString())
                    .as(step.toString())
                    .isIn("passed", "skipped", "warned"));
  }

  @Test
  void aClientsPropertiesFileIsUsed() throws Exception {
    create("configured", 1);
    Path config = home.resolve("client.properties");
    Files.writeString(config, "security.protocol=${env:WEIR_TEST_PROTOCOL}\n");

    Ran ran =
        Ran.weir(
            home,
            Map.of("WEIR_TEST_PROTOCOL", "PLAINTEXT"),
            "stats",
            "configured",
            "--from",
            "earliest",
            "--until",
            "end",
            "--json",
            "--kafka",
            broker.bootstrapServers(),
            "--config",
            config.toString());
    assertThat(ran.code()).as(ran.err()).isZero();

    Ran without =
        Ran.weir(
            home,
            Map.of(),
            "lag",
            "--kafka",
            broker.bootstrapServers(),
            "--config",
            config.toString());
    assertThat(without.code()).isEqualTo(ExitCode.USAGE);
    assertThat(without.err()).contains("WEIR_TEST_PROTOCOL", "security.protocol");
  }

  @Test
  void secretsAreInNoOutput() throws IOException {
    Path config = home.resolve("secret.properties");
    Files.writeString(
        config,
        """
        security.protocol=SASL_PLAINTEXT
        sasl.mechanism=PLAIN
        sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \
        username="eve" password="hunter2-hunter2";
        """);

    Ran ran =
        Ran.weir(
            home,
            Map.of(),
            "doctor",
            "--verbose",
            "--kafka",
            broker.bootstrapServers(),
            "--config",
            config.toString());

    assertThat(ran.code()).as(ran.out()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out() + ran.err()).doesNotContain("hunter2");
  }

  private static Ran weir(String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--kafka", broker.bootstrapServers()));
    return Ran.weir(home, Map.of(), all.toArray(String[]::new));
  }

  private static List<String> raw(String topic, String from) {
    Ran ran = weir("tail", topic, "--from", from, "--until", "end", "--format", "raw");
    assertThat(ran.code()).as(ran.err()).isZero();
    return ran.out().lines().toList();
  }

  private static List<String> names() throws Exception {
    return admin.listGroups().all().get().stream().map(group -> group.groupId()).sorted().toList();
  }

  private static void create(String topic, int partitions) throws Exception {
    // Some records bear old timestamps; retention would delete them under the test.
    var created = new NewTopic(topic, partitions, (short) 1).configs(Map.of("retention.ms", "-1"));
    admin.createTopics(List.of(created)).all().get();
    Awaitility.await("topic " + topic)
        .ignoreExceptions()
        .until(() -> admin.describeTopics(List.of(topic)).allTopicNames().get() != null);
  }

  private static void produce(String topic, int partitions, int records, int valueBytes) {
    for (int i = 0; i < records; i++) {
      byte[] key = String.format(Locale.ROOT, "%08d", i).getBytes(StandardCharsets.UTF_8);
      var _ =
          producer.send(
              new ProducerRecord<>(topic, i % partitions, null, key, new byte[valueBytes]));
    }
    producer.flush();
  }

  private static void produceText(String topic, String text)
      throws InterruptedException, ExecutionException {
    producer.send(new ProducerRecord<>(topic, text.getBytes(StandardCharsets.UTF_8))).get();
  }

  private static void commit(String group, String topic, Map<Integer, Long> offsets) {
    var marks = new HashMap<TopicPartition, OffsetAndMetadata>();
    offsets.forEach(
        (partition, offset) ->
            marks.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", group),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(marks.keySet());
      Awaitility.await("the group's coordinator")
          .ignoreExceptions()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.commitSync(marks);
                return true;
              });
    }
  }
}
