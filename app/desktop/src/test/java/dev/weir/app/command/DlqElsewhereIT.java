package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.faults.CommittedRecords;
import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.databind.JsonNode;

/** Dead letters that go to another server than the one they are on, or to a file. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DlqElsewhereIT {
  private static final byte[] BINARY = {0, 1, (byte) 0xff, (byte) 0xfe, '\n', '"'};

  private static KafkaBroker here;
  private static KafkaBroker there;
  private static RedisServer server;
  private static KafkaProducer<byte[], byte[]> producer;
  private static int topics;

  @TempDir Path home;
  @TempDir Path otherHome;
  private String target = "";
  private String dead = "";

  @BeforeAll
  static void start() {
    here = KafkaBroker.builder().start();
    there = KafkaBroker.builder().start();
    server = RedisServer.bundled();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", here.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    server.close();
    there.close();
    here.close();
  }

  @BeforeEach
  void streams() throws Exception {
    topics++;
    target = "orders-" + topics;
    dead = target + "-dlt";
    create(here, dead, Map.of());
    create(there, target, Map.of());
  }

  @Test
  void toAnotherClusterEachArrivesOnceAlsoFromTwoMachines() throws Exception {
    died(20);
    Path plan = plan("--to-kafka", there.bootstrapServers());

    Ran canary = run(home, plan, "--canary", "7", "--canary-wait", "0s", "--canary-only");
    assertThat(canary.json().path("sent").asInt()).as(canary.err()).isEqualTo(7);
    // The other machine knows nothing but what the target's cluster tells.
    Ran rest = run(otherHome, plan);

    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(rest.json().path("state").asString()).isEqualTo("completed");
    assertThat(values(there, target)).containsExactlyInAnyOrderElementsOf(expected(20));
    assertThat(run(home, plan).json().path("state").asString())
        .as("what was sent from elsewhere is found out")
        .isEqualTo("completed");
    assertThat(values(there, target)).hasSize(20);
    assertThat(values(here, dead)).as("dead letters stay").hasSize(20);
  }

  @Test
  void whatDiesAgainOnTheOtherClusterIsFound() throws Exception {
    died(5);
    String deadThere = target + ".DLT";
    create(there, deadThere, Map.of());
    Path plan = plan("--to-kafka", there.bootstrapServers());
    Ran ran = run(home, plan);
    assertThat(ran.json().path("sent").asInt()).as(ran.err()).isEqualTo(5);
    String job = ran.json().path("job").asString();

    List<ConsumerRecord<byte[], byte[]>> back =
        CommittedRecords.of(there.bootstrapServers(), target);
    try (var failing =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", there.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      // One writer keeps the headers, one only tells the place; a third record is of nobody.
      var kept = new ProducerRecord<>(deadThere, bytes("k"), bytes("v"));
      back.getFirst().headers().forEach(kept.headers()::add);
      failing.send(kept).get();
      failing.send(told(deadThere, back.get(3).offset())).get();
      failing.send(told(deadThere, 4_711)).get();
    }

    Ran status = weir("dlq", "status", job, "--look", "--json");
    assertThat(status.json().path("died_again").asInt())
        .as(status.err() + status.out())
        .isEqualTo(2);
  }

  private ProducerRecord<byte[], byte[]> told(String topic, long offset) {
    var letter = new ProducerRecord<>(topic, bytes("k"), bytes("v"));
    letter
        .headers()
        .add("__dlq.errors.topic", bytes(target))
        .add("__dlq.errors.partition", bytes("0"))
        .add("__dlq.errors.offset", bytes("" + offset))
        .add("__dlq.errors.group", bytes("billing"));
    return letter;
  }

  @Test
  void aTargetThatIsMissingThereIsToldAndNoDeadLetterIsTakenAway() throws Exception {
    died(1);

    Ran missing = run(home, plan("--to-kafka", there.bootstrapServers(), "--to", "nowhere"));
    assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.err()).contains("nowhere is not there");
    Ran deleted =
        weir(
            "dlq",
            "plan",
            dead,
            "--kafka",
            here.bootstrapServers(),
            "--to-kafka",
            there.bootstrapServers(),
            "--after",
            "delete",
            "--out",
            home.resolve("x").toString());
    assertThat(deleted.err()).contains("stay where they are");
  }

  @Test
  void fromKafkaToRedisAndBackEachByteIsTheSame() throws Exception {
    diedAs("k", BINARY, "tag", "1", "tag", "2");
    died(5);
    try (Jedis redis = redis()) {
      redis.flushAll();
      redis.xgroupCreate(target, "billing", new StreamEntryID("0-0"), true);
      Path plan = plan("--to-redis", server.url());

      Ran first = run(home, plan, "--canary", "3", "--canary-wait", "0s", "--canary-only");
      assertThat(first.json().path("sent").asInt()).as(first.err()).isEqualTo(3);
      Ran ran = run(otherHome, plan);

      assertThat(ran.code()).as(ran.err()).isZero();
      List<StreamEntry> entries = redis.xrange(target, (StreamEntryID) null, null);
      assertThat(entries).hasSize(6);
      assertThat(entries.get(1).getFields())
          .containsEntry("value", "v0")
          .containsEntry("key", "k0")
          .containsEntry("replay.source", dead + ":0:1");

      // They die there, and come back to the cluster.
      for (StreamEntry entry : entries) {
        Map<byte[], byte[]> fields =
            redis
                .xrange(
                    target.getBytes(StandardCharsets.UTF_8),
                    entry.getID().toString().getBytes(StandardCharsets.UTF_8),
                    entry.getID().toString().getBytes(StandardCharsets.UTF_8))
                .stream()
                .map(DlqElsewhereIT::fields)
                .findFirst()
                .orElseThrow();
        fields.put(bytes("original_stream"), bytes(target));
        fields.put(bytes("original_id"), bytes(entry.getID().toString()));
        fields.put(bytes("error"), bytes("no such bank"));
        redis.xadd(bytes(target + ":dlq"), XAddParams.xAddParams(), fields);
      }
      Path back = home.resolve("back.plan");
      Ran planned =
          weir(
              "dlq",
              "plan",
              target + ":dlq",
              "--redis",
              server.url(),
              "--to-kafka",
              there.bootstrapServers(),
              "--out",
              back.toString());
      assertThat(planned.code()).as(planned.err()).isZero();
      Ran returned = run(home, back);
      assertThat(returned.code()).as(returned.err() + returned.out()).isZero();
    }
    List<ConsumerRecord<byte[], byte[]>> arrived =
        CommittedRecords.of(there.bootstrapServers(), target);
    assertThat(arrived).hasSize(6);
    ConsumerRecord<byte[], byte[]> binary =
        arrived.stream()
            .filter(one -> Arrays.equals(one.value(), BINARY))
            .findFirst()
            .orElseThrow();
    assertThat(new String(binary.key(), StandardCharsets.UTF_8)).isEqualTo("k");
    assertThat(
            Arrays.stream(binary.headers().toArray())
                .map(one -> one.key() + "=" + new String(one.value(), StandardCharsets.UTF_8)))
        .startsWith("tag=1");
  }

  @Test
  void fromOneRedisToAnotherEachEntryArrivesOnceAlsoFromTwoMachines() {
    try (RedisServer far = RedisServer.bundled();
        Jedis near = redis();
        Jedis there = new Jedis("127.0.0.1", far.port())) {
      near.flushAll();
      there.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
      for (int i = 1; i <= 9; i++) {
        near.xadd(
            "orders:dlq",
            Map.of("n", "" + i, "original_stream", "orders", "original_id", i + "-0", "error", "x"),
            XAddParams.xAddParams());
      }
      Path plan = home.resolve("far.plan");
      Ran planned =
          weir(
              "dlq",
              "plan",
              "orders:dlq",
              "--redis",
              server.url(),
              "--to-redis",
              far.url(),
              "--out",
              plan.toString());
      assertThat(planned.code()).as(planned.err()).isZero();

      Ran canary = run(home, plan, "--canary", "4", "--canary-wait", "0s", "--canary-only");
      assertThat(canary.json().path("sent").asInt()).as(canary.err()).isEqualTo(4);
      Ran rest = run(otherHome, plan);

      assertThat(rest.code()).as(rest.err()).isZero();
      assertThat(
              there.xrange("orders", (StreamEntryID) null, null).stream()
                  .map(entry -> entry.getFields().get("n")))
          .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
      assertThat(near.xlen("orders:dlq")).as("dead letters stay").isEqualTo(9);
    }
  }

  @Test
  void aFileHasEachLineOnceAndIsReadBackByteForByte() throws Exception {
    diedAs("k", BINARY, "tag", "1", "tag", "2");
    died(9);
    Path file = home.resolve("back.jsonl");
    Path plan = plan("--to-file", file.toString());
    // As a power cut may leave it of the very first lines: as long as they were.
    Files.write(file, new byte[100_000]);

    Ran first = run(home, plan, "--canary", "4", "--canary-wait", "0s", "--canary-only");
    assertThat(first.json().path("sent").asInt()).as(first.err()).isEqualTo(4);
    String whole = Files.readString(file);
    // As a power cut in the midst of writing leaves it: some of it is there, some is not.
    String begun = whole.lines().findFirst().orElseThrow().substring(0, 40);
    Files.writeString(file, begun + "\0".repeat(9) + "\n" + begun, StandardOpenOption.APPEND);
    Ran rest = run(otherHome, plan);
    // Of the very first line a power cut or a full disk left half, in a file of another run.
    Path torn = home.resolve("torn.jsonl");
    Path again = plan("--to-file", torn.toString(), "--again");
    Files.writeString(torn, begun + "\0".repeat(9));
    Ran anew = run(home.resolve("anew"), again);
    assertThat(anew.code()).as(anew.err()).isZero();
    assertThat(Files.readAllLines(torn)).as("lines, without the half").hasSize(10);
    String tailed = "{\"stream\":\"" + target + "\",\"partition\":0,\"offset\":7,\"timest";
    Files.writeString(torn, tailed);
    assertThat(run(home.resolve("other"), again).err()).contains("holds something else");
    assertThat(torn).as("a line of weir tail").hasContent(tailed);

    assertThat(rest.code()).as(rest.err()).isZero();
    assertThat(Files.readString(file)).startsWith(whole);
    assertThat(Files.readAllLines(file)).hasSize(10);
    Ran produced =
        weir(
            "produce",
            target,
            "--kafka",
            there.bootstrapServers(),
            "--file",
            file.toString(),
            "--write");
    assertThat(produced.code()).as(produced.err()).isZero();
    List<ConsumerRecord<byte[], byte[]>> arrived =
        CommittedRecords.of(there.bootstrapServers(), target);
    assertThat(arrived).hasSize(10);
    assertThat(arrived.getFirst().value()).isEqualTo(BINARY);
    assertThat(Arrays.stream(arrived.getFirst().headers().toArray()).map(one -> one.key()))
        .startsWith("tag", "tag", "replay.job");

    Path other = plan("--to-file", file.toString(), "--again");
    Ran refused = run(home.resolve("third"), other);
    assertThat(refused.code()).isNotZero();
    assertThat(refused.err()).contains("The plan is not run", "holds something else");
    Path nowhere = plan("--to-file", home.resolve("nowhere/back.jsonl").toString(), "--again");
    assertThat(weir("dlq", "preflight", nowhere.toString()).out())
        .contains("There is no folder " + home.resolve("nowhere"));
    assertThat(Files.readAllLines(file)).as("and nothing is cut off it").hasSize(10);
  }

  @Test
  void behindARecordThatIsSetAsideThoseOfItsKeyAreHeldUntilPlannedAgain() throws Exception {
    create(here, target, Map.of("max.message.bytes", "2000"));
    diedAs("a", bytes("1"));
    diedAs("a", new byte[5_000]);
    diedAs("b", bytes("2"));
    diedAs("a", bytes("3"));
    diedAs("a", bytes("4"));
    Path plan = plan("--hold-keys");

    Ran ran = run(home, plan);

    JsonNode report = ran.json();
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDING);
    assertThat(report.path("sent").asInt()).as(ran.out()).isEqualTo(2);
    assertThat(report.path("quarantined").asInt()).isEqualTo(1);
    assertThat(report.path("held").asInt()).isEqualTo(2);
    assertThat(report.path("remaining").asInt()).isZero();
    assertThat(values(here, target)).containsExactlyInAnyOrder("1", "2");
    Ran status = weir("dlq", "status", report.path("job").asString());
    assertThat(status.out()).contains("2 held").contains("An earlier record of its key");

    Path again = plan("--hold-keys", "--record", "0@3", "--record", "0@4");
    assertThat(run(home, again).json().path("sent").asInt()).isEqualTo(2);
    assertThat(values(here, target)).containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @Test
  void whatAPersonPlannedAnotherApproves() throws Exception {
    create(here, target, Map.of());
    died(3);
    diedAs("big", new byte[5_000]);
    Path plan = plan("--four-eyes");

    Ran alone = run(home, plan);
    assertThat(alone.code()).isEqualTo(ExitCode.USAGE);
    assertThat(alone.err()).contains("waits for the approval of another person");
    Ran own = weir("dlq", "approve", plan.toString());
    assertThat(own.code()).isEqualTo(ExitCode.USAGE);
    assertThat(own.err()).contains("which is you");
    Ran other = Ran.weirAs("ben", otherHome, Map.of(), "dlq", "approve", plan.toString());
    assertThat(other.code()).as(other.err()).isZero();
    assertThat(other.out()).contains("planned by tester: approved by ben");
    assertThat(Files.readString(otherHome.resolve("audit.jsonl"))).contains("replay-approved");

    limit(target, "2000");
    Ran changed = run(home, plan);
    assertThat(changed.code()).isEqualTo(ExitCode.USAGE);
    assertThat(changed.err()).contains("Since ben approved the plan").contains("size");
    limit(target, "100000");
    Ran ran = run(home, plan);

    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.json().path("sent").asInt()).isEqualTo(4);
    assertThat(Files.readString(home.resolve("audit.jsonl"))).contains("\"approved_by\":\"ben\"");
  }

  private static void limit(String topic, String bytes) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", here.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static Map<byte[], byte[]> fields(Object entry) {
    Map<byte[], byte[]> fields = new LinkedHashMap<>();
    List<?> flat = (List<?>) ((List<?>) entry).get(1);
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put((byte[]) flat.get(i), (byte[]) flat.get(i + 1));
    }
    return fields;
  }

  private static Jedis redis() {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(10_000).build());
  }

  private Path plan(String... more) {
    Path file = home.resolve("plan-" + System.nanoTime());
    List<String> arguments =
        new ArrayList<>(
            List.of("dlq", "plan", dead, "--kafka", here.bootstrapServers(), "--out", "" + file));
    arguments.addAll(List.of(more));
    Ran ran = weir(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private static Ran run(Path home, Path plan, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("dlq", "run", "" + plan, "--write", "--rate", "0", "--json"));
    arguments.addAll(List.of(more));
    return Ran.weir(home, Map.of(), arguments.toArray(String[]::new));
  }

  private Ran weir(String... arguments) {
    return Ran.weir(home, Map.of(), arguments);
  }

  private static List<String> expected(int count) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add("v" + i);
    }
    return values;
  }

  private static List<String> values(KafkaBroker broker, String topic) {
    return CommittedRecords.of(broker.bootstrapServers(), topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private void died(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      diedAs("k" + i, bytes("v" + i));
    }
  }

  private void diedAs(String key, byte[] value, String... headers) throws Exception {
    var letter = new ProducerRecord<>(dead, 0, bytes(key), value);
    for (int i = 0; i < headers.length; i += 2) {
      letter.headers().add(headers[i], bytes(headers[i + 1]));
    }
    SpringMarks.putOn(letter, target, System.nanoTime());
    producer.send(letter).get();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void create(KafkaBroker broker, String topic, Map<String, String> configs)
      throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(configs))).all().get();
    }
  }
}
