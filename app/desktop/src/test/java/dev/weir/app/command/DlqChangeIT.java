package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.faults.CommittedRecords;
import dev.weir.sample.broker.KafkaBroker;
import dev.weir.sample.broker.RedisServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import tools.jackson.databind.JsonNode;

/** Dead letters that come back as something else than what died. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DlqChangeIT {
  private static KafkaBroker broker;
  private static RedisServer server;
  private static KafkaProducer<byte[], byte[]> producer;
  private static int topics;

  @TempDir Path home;
  @TempDir Path otherHome;
  private String target = "";
  private String dead = "";

  @BeforeAll
  static void start() {
    broker = KafkaBroker.builder().start();
    server = RedisServer.bundled();
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    server.close();
    broker.close();
  }

  @BeforeEach
  void streams() throws Exception {
    topics++;
    target = "orders-" + topics;
    dead = target + "-dlt";
    try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              List.of(new NewTopic(target, 1, (short) 1), new NewTopic(dead, 1, (short) 1)))
          .all()
          .get();
    }
  }

  @Test
  void aPatchAndExpressionsChangeEachRecordOrLeaveItWhole() throws Exception {
    died("o-1", bytes("{\"total\":\"12\",\"old\":true,\"exact\":1.10}"), "tenant", "acme");
    died("o-2", bytes("no json"));
    died("o-3", bytes("{\"total\":7,\"exact\":2}"));
    died("o-4", new byte[] {0, 0, 0, 0, 9, 2, 4});
    Path patch = home.resolve("patch.json");
    Files.writeString(patch, "[{\"op\":\"remove\",\"path\":\"/old\"}]");

    Path plan =
        plan(
            "--patch",
            patch.toString(),
            "--set",
            "/total=int(value.total) * 100",
            "--set-header",
            "tenant=headers[\"tenant\"].upperAscii()",
            "--set-header",
            "offset=offset",
            "--key",
            "key + \"-again\"");

    Ran checked = weir("dlq", "preflight", plan.toString());
    assertThat(checked.out())
        .contains("1 record is not written as it died: a JSON patch, /total, header tenant")
        .contains("1 record will be set aside: The change does not fit: its value is not JSON.")
        .contains("The change does not fit: there is nothing at /old.")
        .contains("Avro or Protobuf of the registered schema 9");
    Ran shown = weir("dlq", "run", plan.toString(), "--dry-run");
    assertThat(shown.out())
        .contains("  was  ", "{\\\"total\\\":\\\"12\\\",\\\"old\\\":true,\\\"exact\\\":1.10}")
        .contains("  now  ", "{\\\"total\\\":1200,\\\"exact\\\":1.10}")
        .contains("1 record would be written, 1 of them changed, 3 set aside");
    JsonNode dry = weir("dlq", "run", plan.toString(), "--dry-run", "--json").json();
    assertThat(dry.path("would_change").asInt()).isEqualTo(1);
    assertThat(dry.path("samples").path(0).path("was").path("key").asString()).isEqualTo("o-1");
    assertThat(dry.path("samples").path(0).path("now").path("key").asString())
        .isEqualTo("o-1-again");

    Ran ran = run(home, plan);

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDING);
    assertThat(ran.json().path("sent").asInt()).isEqualTo(1);
    assertThat(ran.json().path("quarantined").asInt()).isEqualTo(3);
    ConsumerRecord<byte[], byte[]> one = arrived().getFirst();
    assertThat(text(one.value())).isEqualTo("{\"total\":1200,\"exact\":1.10}");
    assertThat(text(one.key())).isEqualTo("o-1-again");
    Map<String, String> headers = headers(one);
    assertThat(headers)
        .containsEntry("tenant", "ACME")
        .containsEntry("offset", "0")
        .containsEntry("replay.edited", "true");
    JsonNode receipt = ran.json().path("receipts").path(0);
    assertThat(receipt.path("digest_after").asString())
        .hasSize(32)
        .isEqualTo(headers.get("replay.digest-after"))
        .isNotEqualTo(receipt.path("digest_before").asString());
    assertThat(Files.readString(home.resolve("audit.jsonl")))
        .contains("\"change\":\"a JSON patch, /total")
        .contains("\"digest_after\":\"" + receipt.path("digest_after").asString());
    assertThat(ran.json().path("receipts").path(1).path("digest_after").isNull()).isTrue();
  }

  @Test
  void whatIsNoChangeIsRefusedWhenItIsPlannedAndOneThatFitsNothingBlocks() throws Exception {
    died("o-1", bytes("text"));

    assertThat(planning("--set", "total=1").err()).contains("“total” is no pointer");
    assertThat(planning("--set", "/total=amount").err()).contains("\"amount\" is not known here");
    assertThat(planning("--set-header", "replay.job=key").err()).contains("Weir's own");
    assertThat(planning("--patch", "/nowhere").err()).contains("cannot be read");
    assertThat(planning("--since", "yesterday").err())
        .contains("--since takes a time")
        .doesNotContain("earliest");
    assertThat(planning("--origin", "elsewhere").out())
        .contains(": none meets what was asked for.");
    assertThat(planning("--record", "0@-1").err()).contains("--record takes PARTITION@OFFSET");
    assertThat(planning("--record", "0@0", "--record", "0@99").err())
        .contains(dead + " has no dead letter at 0@99.");
    assertThat(planning("--map", "elsewhere=" + target).err())
        .contains("--map names an origin of no dead letter of " + dead + ": elsewhere.");
    assertThat(planning("--map", "elsewhere=").err()).contains("--map takes ORIGIN=STREAM");
    assertThat(planning("--since", "2026-11-24", "--before", "2026-11-23").err())
        .contains("nothing is between");
    assertThat(planning("--set-header", "=key").err()).contains("--set-header takes NAME=CEL");
    Ran ran = run(home, plan("--set", "/total=1"));
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("The change fits no record");

    String plan = plan().toString();
    for (String limit :
        List.of("--rate=NaN", "--bytes-per-s=Infinity", "--preview=-1", "--stop-at=NaN")) {
      Ran unlimited = weir("dlq", "run", plan, "--write", limit);
      assertThat(unlimited.code()).as("%s: %s", limit, unlimited.err()).isEqualTo(ExitCode.USAGE);
      assertThat(unlimited.err()).contains(limit.substring(0, limit.indexOf('=')));
    }
    assertThat(weir("dlq", "run", plan, "--write", "--canary-only").err())
        .contains("--canary-only goes with --canary N");
    assertThat(weir("dlq", "run", plan, "--write", "--allow", "tombstone").err())
        .contains("--allow takes tombstones, newer-values, dead-letter-target");
    assertThat(weir("dlq", "status", "--look").err()).contains("--look goes with a JOB");
    assertThat(arrived()).as("what a run with a limit that is none wrote").isEmpty();
  }

  @Test
  void oneRecordIsEditedByHandAndGoesOnFromAnotherMachine() throws Exception {
    died("o-1", bytes("{\"total\":1}"), "tag", "1", "tag", "2");
    died("o-2", bytes("broken"));
    died("o-3", bytes("{\"total\":3}"));
    byte[] mended = {'{', '}', 0, (byte) 0xff};
    Path value = home.resolve("value");
    Files.write(value, mended);
    Path plan = plan("--four-eyes", "--set", "/total=0");
    Ran approved = Ran.weirAs("ben", otherHome, Map.of(), "dlq", "approve", plan.toString());
    assertThat(approved.code()).as(approved.err()).isZero();

    Ran edited =
        weir(
            "dlq",
            "edit",
            plan.toString(),
            "0@1",
            "--value-file",
            value.toString(),
            "--null-key",
            "--header",
            "note=by hand");

    assertThat(edited.code()).as(edited.err()).isZero();
    assertThat(run(home, plan).err())
        .as("nobody has approved this plan")
        .contains("waits for the approval");
    assertThat(weir("dlq", "approve", plan.toString()).err()).contains("which is you");
    Ran again = Ran.weirAs("ben", otherHome, Map.of(), "dlq", "approve", plan.toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.out()).contains("1 record by hand");
    Ran first = run(home, plan, "--canary", "1", "--canary-wait", "0s", "--canary-only");
    assertThat(first.json().path("sent").asInt()).as(first.err()).isEqualTo(1);
    assertThat(weir("dlq", "edit", plan.toString(), "0@2", "--null-value").err())
        .contains("was begun with this plan");
    Ran rest = run(otherHome, plan);
    assertThat(rest.code()).as(rest.err()).isZero();

    List<ConsumerRecord<byte[], byte[]>> arrived = arrived();
    assertThat(arrived).hasSize(3);
    assertThat(text(arrived.getFirst().value())).isEqualTo("{\"total\":0}");
    assertThat(arrived.get(1).value()).isEqualTo(mended);
    assertThat(arrived.get(1).key()).isNull();
    assertThat(headers(arrived.get(1)))
        .containsEntry("note", "by hand")
        .containsEntry("replay.edited", "true");
    JsonNode settled =
        Ran.weir(home, Map.of(), "dlq", "run", "" + plan, "--write", "--json").json();
    assertThat(settled.path("receipts").path(1).path("digest_after").asString())
        .as("also the machine that did not write it knows what was written")
        .isEqualTo(headers(arrived.get(1)).get("replay.digest-after"));
  }

  @Test
  void aPlanIsWrittenOverNothingButAPlan() throws Exception {
    died("o-1", bytes("v"));
    Path letter = Files.writeString(home.resolve("letter-" + System.nanoTime()), "Dear Anna");
    Path nowhere = home.resolve("typo-" + System.nanoTime());

    assertThat(planning(letter).err()).contains("is there and is no plan");
    assertThat(letter).hasContent("Dear Anna");
    assertThat(planning(nowhere.resolve("plan")).err()).contains("There is no folder " + nowhere);
    assertThat(nowhere).doesNotExist();
    Path empty = Files.createFile(home.resolve("empty-" + System.nanoTime()));
    assertThat(planning(empty).code()).as("as mktemp makes one").isZero();
    assertThat(planning(empty).code()).as("a plan by another one").isZero();
    assertThat(planning(empty, "--to-file", "" + empty).err()).contains("are one file");
    Files.writeString(empty, Files.readString(empty).strip().substring(0, 200));
    assertThat(weir("dlq", "preflight", "" + empty).err()).contains("changed or cut off");
  }

  @Test
  void anEditThatIsNoneOrNowhereIsRefusedAndOneCanBeTakenBack() throws Exception {
    died("o-1", bytes("v"));
    String plan = plan().toString();

    assertThat(weir("dlq", "edit", plan, "0@7", "--null-value").err())
        .contains("There is no record 0@7");
    assertThat(weir("dlq", "edit", plan, "0@-7", "--null-value").err())
        .contains("A place is PARTITION@OFFSET");
    assertThat(weir("dlq", "edit", plan, "0@0", "--drop-header", "replay.key").err())
        .contains("Weir's own");
    assertThat(weir("dlq", "edit", plan, "0@0").err()).contains("Nothing is changed");
    assertThat(weir("dlq", "edit", plan, "0@0", "--header", "replay.key=1").err())
        .contains("Weir's own");
    assertThat(weir("dlq", "edit", plan, "0@0", "--value-file", "/nowhere").err())
        .contains("cannot be read");
    assertThat(weir("dlq", "edit", plan, "0@0", "--key", "other").code()).isZero();
    assertThat(weir("dlq", "edit", plan, "0@0", "--undo").out()).contains("as it died");
    Ran ran = run(home, Path.of(plan));
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(text(arrived().getFirst().key())).isEqualTo("o-1");
    assertThat(headers(arrived().getFirst())).doesNotContainKey("replay.edited");
  }

  @Test
  void fieldsOfRedisEntriesAreChangedByRuleAndByHand() {
    try (var redis = new Jedis("127.0.0.1", server.port())) {
      redis.flushAll();
      redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
      StreamEntryID second = null;
      for (int i = 1; i <= 2; i++) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("payload", "{\"total\": " + i + "}");
        fields.put("original_stream", "orders");
        fields.put("original_id", i + "-0");
        fields.put("error", "no such bank");
        second = redis.xadd("orders:dlq", fields, XAddParams.xAddParams());
      }
      Path plan = home.resolve("redis.plan");
      Ran planned =
          weir(
              "dlq",
              "plan",
              "orders:dlq",
              "--redis",
              server.url(),
              "--out",
              plan.toString(),
              "--after",
              "delete",
              "--set",
              "/payload/total=value.payload.total * 10",
              "--set-header",
              "currency=\"EUR\"");
      assertThat(planned.code()).as(planned.err()).isZero();
      assertThat(weir("dlq", "edit", "" + plan, "" + second, "--key", "k").err())
          .contains("An entry has fields only");
      Ran edited = weir("dlq", "edit", "" + plan, "" + second, "--header", "payload=by hand");
      assertThat(edited.code()).as(edited.err()).isZero();

      Ran ran = run(home, plan);

      assertThat(ran.code()).as(ran.err()).isZero();
      List<StreamEntry> back = redis.xrange("orders", (StreamEntryID) null, null);
      assertThat(back).hasSize(2);
      assertThat(back.getFirst().getFields())
          .containsEntry("payload", "{\"total\":10}")
          .containsEntry("currency", "EUR")
          .containsEntry("replay.edited", "true")
          .doesNotContainKey("error");
      assertThat(back.getLast().getFields())
          .containsEntry("payload", "by hand")
          .doesNotContainKey("currency");
      assertThat(redis.xlen("orders:dlq")).isZero();
    }
  }

  @Test
  void pendingEntriesAreChangedAndGoWhereTheyAreMended() {
    try (var redis = new Jedis("127.0.0.1", server.port())) {
      redis.flushAll();
      redis.xgroupCreate("mail", "senders", new StreamEntryID("0-0"), true);
      redis.xgroupCreate("repair", "menders", new StreamEntryID("0-0"), true);
      for (int i = 1; i <= 4; i++) {
        redis.xadd("mail", Map.of("to", "a" + i), XAddParams.xAddParams());
      }
      redis.xreadGroup(
          "senders",
          "one",
          XReadGroupParams.xReadGroupParams().count(3),
          Map.of("mail", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
      Path plan = home.resolve("pending.plan");
      String[] asked = {
        "dlq", "plan", "mail", "--redis", server.url(), "--out", plan.toString(), "--to", "repair"
      };
      List<String> arguments = new ArrayList<>(List.of(asked));
      assertThat(weir("dlq", "plan", "mail", "--redis", server.url(), "--out", "x", "--idle", "1s"))
          .extracting(Ran::err)
          .asString()
          .contains("go with --pending");
      arguments.addAll(
          List.of("--pending", "senders", "--deliveries", "1", "--set", "/to=value.to + \"@x\""));

      Ran planned = weir(arguments.toArray(String[]::new));

      assertThat(planned.code()).as(planned.err()).isZero();
      assertThat(planned.out()).contains("3 records of mail", "stay pending in group senders");
      Ran ran = run(home, plan);
      assertThat(ran.code()).as(ran.err()).isZero();
      assertThat(
              redis.xrange("repair", (StreamEntryID) null, null).stream()
                  .map(entry -> entry.getFields().get("to")))
          .containsExactly("a1@x", "a2@x", "a3@x");
      assertThat(redis.xpending("mail", "senders").getTotal()).isEqualTo(3);
      arguments.set(arguments.indexOf("1"), "2");
      assertThat(weir(arguments.toArray(String[]::new)).out())
          .as("none was given twice, so none is planned")
          .contains("0 records of mail");
    }
  }

  private Path plan(String... more) {
    Path file = home.resolve("plan-" + System.nanoTime());
    Ran ran = planning(file, more);
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private Ran planning(String... more) {
    return planning(home.resolve("plan-" + System.nanoTime()), more);
  }

  private Ran planning(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("dlq", "plan", dead, "--kafka", broker.bootstrapServers(), "--out", "" + file));
    arguments.addAll(List.of(more));
    return weir(arguments.toArray(String[]::new));
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

  private List<ConsumerRecord<byte[], byte[]>> arrived() {
    return CommittedRecords.of(broker.bootstrapServers(), target);
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    Arrays.stream(record.headers().toArray())
        .forEach(header -> headers.put(header.key(), text(header.value())));
    return headers;
  }

  private void died(String key, byte[] value, String... headers) throws Exception {
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

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
