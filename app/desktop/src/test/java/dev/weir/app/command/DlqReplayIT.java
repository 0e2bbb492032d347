package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.broker.Providers;
import dev.weir.app.faults.CommittedRecords;
import dev.weir.engine.deadletter.replay.JobState;
import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.deadletter.replay.ReplayControls;
import dev.weir.engine.deadletter.replay.ReplayRoute;
import dev.weir.engine.deadletter.replay.ReplayRun;
import dev.weir.engine.deadletter.replay.ReplayStore;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.KafkaBroker;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.ConnectorProvider;
import dev.weir.stream.ReplayPort;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code weir dlq plan}, {@code preflight}, {@code run} and what follows, on a real broker. */
@Order(3)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DlqReplayIT {
  private static KafkaBroker broker;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;
  private static int topics;

  @TempDir Path home;
  private String target = "";
  private String dead = "";

  @BeforeAll
  static void start() {
    broker =
        KafkaBroker.builder()
            .property(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
            .property("allow.everyone.if.no.acl.found", "true")
            .start();
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

  @BeforeEach
  void topics() {
    topics++;
    target = "orders-" + topics;
    dead = target + "-dlt";
  }

  @Test
  void whatComesBackIsByteForByteWhatDiedAndNothingComesTwice() throws Exception {
    create(target, 3, Map.of());
    create(dead, 2, Map.of());
    died(0, 10, "k", "v", "traceparent", "00-4bf9");
    died(1, 11, null, "");
    died(0, 12, "", null);
    died(1, 13, "k", "v2", "tag", "one", "tag", "two", "empty", "", "none", null);

    Path plan = plan();
    Ran checked = weir("dlq", "preflight", plan.toString(), "--json");
    assertThat(checked.code()).as(checked.out() + checked.err()).isZero();
    JsonNode dry = weir("dlq", "run", plan.toString(), "--dry-run", "--json").json();
    assertThat(dry.path("would_send").asInt()).isEqualTo(4);
    Ran unwritten = weir("dlq", "run", plan.toString());
    assertThat(unwritten.err()).contains("add --write");
    assertThat(records(target)).as("nothing is written without --write").isEmpty();

    Ran ran = weir("dlq", "run", plan.toString(), "--write", "--reason", "bank is back", "--json");

    assertThat(ran.code()).as(ran.err()).isZero();
    JsonNode report = ran.json();
    assertThat(report.path("state").asString()).isEqualTo("completed");
    assertThat(report.path("sent").asInt()).isEqualTo(4);
    assertThat(report.path("remaining").asInt()).isZero();
    List<ConsumerRecord<byte[], byte[]>> back = records(target);
    assertThat(back).hasSize(4);
    assertThat(back.stream().map(record -> text(record.key()) + "=" + text(record.value())))
        .containsExactlyInAnyOrder("k=v", "null=", "=null", "k=v2");
    ConsumerRecord<byte[], byte[]> last = withValue(back, "v2");
    assertThat(Arrays.stream(last.headers().toArray()).map(DlqReplayIT::header))
        .as("order, duplicates, null and empty are kept; the marks are gone")
        .startsWith("tag=one", "tag=two", "empty=", "none=null", "replay.job=" + job(report))
        .noneMatch(header -> header.startsWith("kafka_dlt"));
    for (JsonNode receipt : report.path("receipts")) {
      JsonNode from = receipt.path("from");
      ConsumerRecord<byte[], byte[]> source =
          at(records(dead), from.path("partition").asInt(), from.path("offset").asLong());
      ConsumerRecord<byte[], byte[]> copy =
          at(
              back,
              receipt.path("to").path("partition").asInt(),
              receipt.path("to").path("offset").asLong());
      assertThat(copy.value()).as(receipt.toString()).isEqualTo(source.value());
      assertThat(copy.key()).as(receipt.toString()).isEqualTo(source.key());
    }

    assertThat(weir("dlq", "run", plan.toString(), "--write", "--json").json().path("sent").asInt())
        .as("the job is known, and done")
        .isEqualTo(4);
    assertThat(records(target)).as("running it again sends nothing").hasSize(4);
    JsonNode second =
        weir("dlq", "plan", dead, "--kafka", address(), "--out", out(), "--json").json();
    assertThat(second.path("records").asInt()).isZero();
    assertThat(second.path("left_out").path("already-replayed").asInt()).isEqualTo(4);
    assertThat(records(dead)).as("nothing is deleted").hasSize(4);
    assertThat(weir("audit", "verify").code()).isZero();
    Path audit = UserFolders.in(home).auditFile();
    assertThat(Files.readString(audit)).contains("bank is back").contains(dead + ":1:0");
    Files.writeString(audit, Files.readString(audit).replace("bank is back", "bank is gone"));
    assertThat(weir("audit", "verify").code()).as("a changed line is found").isEqualTo(1);
  }

  @Test
  void aDeliberateSecondTimeIsAnotherAttemptAndTheThirdIsTheLast() throws Exception {
    create(target, 1, Map.of());
    create(dead, 1, Map.of());
    died(0, 1, "k", "v");
    for (int attempt = 1; attempt <= 3; attempt++) {
      Path plan = Path.of(out());
      Ran planned =
          weir("dlq", "plan", dead, "--kafka", address(), "--out", plan.toString(), "--again");
      assertThat(planned.code()).as(planned.err()).isZero();
      assertThat(weir("dlq", "run", plan.toString(), "--write").code()).isZero();
    }
    JsonNode fourth =
        weir("dlq", "plan", dead, "--kafka", address(), "--out", out(), "--again", "--json").json();

    assertThat(fourth.path("left_out").path("too-often").asInt()).isEqualTo(1);
    assertThat(
            records(target).stream()
                .map(record -> text(record.headers().lastHeader("replay.attempt").value())))
        .containsExactly("1", "2", "3");
    assertThat(
            records(target).stream()
                .map(record -> text(record.headers().lastHeader("replay.key").value()))
                .distinct())
        .as("each attempt has a key of its own")
        .hasSize(3);
  }

  @Test
  void aPlanThatWasChangedByAByteIsRefused() throws Exception {
    create(target, 1, Map.of());
    create(dead, 1, Map.of());
    died(0, 1, "k", "v");
    Path plan = plan();
    byte[] bytes = Files.readAllBytes(plan);
    for (int at : new int[] {3, bytes.length / 2, bytes.length - 5}) {
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      Files.write(plan, changed);
      Ran ran = weir("dlq", "run", plan.toString(), "--write");
      assertThat(ran.code()).as("byte %d: %s", at, ran.err()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).containsAnyOf("changed", "no plan", "end is missing");
    }
    assertThat(records(target)).isEmpty();
  }

  @Test
  void whatIsTooLargeByAByteOrGoneIsSetAsideAndTheOthersArrive() throws Exception {
    int limit = 20_000;
    create(target, 1, Map.of("max.message.bytes", Integer.toString(limit)));
    create(dead, 1, Map.of());
    for (int i = 0; i < 40; i++) {
      // Each a byte larger than the one before; what a replay puts on makes some too large.
      died(0, 100 + i, "k" + (10 + i), "x".repeat(limit - 285 + i));
    }
    Path plan = plan();
    admin
        .deleteRecords(Map.of(new TopicPartition(dead, 0), RecordsToDelete.beforeOffset(3)))
        .all()
        .get();

    Ran ran = weir("dlq", "run", plan.toString(), "--write", "--rate", "0", "--json");

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDING);
    JsonNode report = ran.json();
    assertThat(report.path("state").asString()).isEqualTo("completed-with-quarantine");
    List<ConsumerRecord<byte[], byte[]>> back = records(target);
    assertThat(committed(target)).as(ran.err()).doesNotHaveDuplicates();
    assertThat(report.path("sent").asInt()).as(ran.out()).isEqualTo(back.size());
    assertThat(report.path("quarantined").asInt()).isEqualTo(40 - back.size());
    assertThat(back.stream().mapToInt(DlqReplayIT::batchBytes).max())
        .as("the largest that fits has come, the next is larger by a byte")
        .hasValue(limit);
    for (JsonNode receipt : report.path("receipts")) {
      int number = receipt.path("from").path("offset").asInt();
      assertThat(receipt.path("why").asString(""))
          .as("record %d of %s", number, ran.out())
          .contains(number < 3 ? "expired" : number < 3 + back.size() ? "" : "larger");
    }
  }

  @Test
  void aRightThatIsTakenAwayMeanwhilePausesTheJobUntilItIsGivenBack() throws Exception {
    died(200);
    Path plan = plan();
    AclBinding deny = acl(AclOperation.WRITE, AclPermissionType.DENY);
    admin.createAcls(List.of(acl(AclOperation.ALL, AclPermissionType.ALLOW))).all().get();
    var denying =
        new Thread(
            () -> {
              await().until(() -> !records(target).isEmpty());
              admin.createAcls(List.of(deny));
            });
    denying.start();

    Ran refused = weir("dlq", "run", plan.toString(), "--write", "--rate", "50", "--json");
    denying.join();

    assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.json().path("state").asString()).as(refused.err()).isEqualTo("paused");
    assertThat(refused.err()).contains(target);
    int sent = refused.json().path("sent").asInt();
    assertThat(sent).as(refused.err()).isPositive().isLessThan(200);
    assertThat(committed(target)).as("what it says is what is there").hasSize(sent);
    Ran still = weir("dlq", "resume", job(refused.json()), "--write", "--json");
    assertThat(still.code()).as(still.err()).isEqualTo(ExitCode.USAGE);
    assertThat(still.err()).contains("may not");
    admin.deleteAcls(List.of(deny.toFilter())).all().get();
    await().until(() -> mayBeWritten(target));
    Ran resumed = weir("dlq", "resume", job(refused.json()), "--write", "--rate", "0", "--json");

    assertThat(resumed.json().path("state").asString()).as(resumed.err()).isEqualTo("completed");
    assertThat(committed(target)).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void aCompactedTargetTakesNoNullKeyAndNoUnmeantTombstone() throws Exception {
    create(target, 1, Map.of("cleanup.policy", "compact"));
    create(dead, 1, Map.of());
    died(0, 1, "a", "v");
    died(0, 2, null, "keyless");
    died(0, 3, "gone", null);
    Path plan = plan();

    Ran refused = weir("dlq", "run", plan.toString(), "--write");
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err()).contains("tombstones", "--allow tombstones");
    assertThat(records(target)).isEmpty();
    Ran ran = weir("dlq", "run", plan.toString(), "--write", "--allow", "tombstones", "--json");

    assertThat(ran.json().path("sent").asInt()).as(ran.err()).isEqualTo(2);
    assertThat(ran.json().path("quarantined").asInt()).as(ran.err()).isEqualTo(1);
  }

  @Test
  void aTargetThatIsNotThereBlocksAndIsNotMade() throws Exception {
    create(dead, 1, Map.of());
    died(0, 1, "k", "v");
    Path plan = plan();

    Ran checks = weir("dlq", "preflight", plan.toString());
    Ran ran = weir("dlq", "run", plan.toString(), "--write");

    assertThat(checks.code()).isEqualTo(ExitCode.FINDING);
    assertThat(checks.out()).contains("block").contains(target + " is not there");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(admin.listTopics().names().get()).doesNotContain(target);
  }

  @Test
  void aShareGroupsEmptyDeadLetterComesBackAsTheRecordItWas() throws Exception {
    // Its record is of years ago.
    create(target, 2, Map.of("retention.ms", "-1"));
    create("dlq." + target, 1, Map.of());
    RecordMetadata place =
        producer
            .send(
                new ProducerRecord<>(
                    target, 1, 1_700_000_000_000L, bytes("parcel"), bytes("{\"kg\":3}")))
            .get();
    var letter = new ProducerRecord<byte[], byte[]>("dlq." + target, 0, null, null);
    letter
        .headers()
        .add("__dlq.errors.topic", bytes(target))
        .add("__dlq.errors.partition", bytes("1"))
        .add("__dlq.errors.offset", bytes(Long.toString(place.offset())))
        .add("__dlq.errors.group", bytes("fulfilment"));
    producer.send(letter).get();

    Path plan = Path.of(out());
    Ran planned =
        weir(
            "dlq",
            "plan",
            "dlq." + target,
            "--kafka",
            address(),
            "--out",
            plan.toString(),
            "--partition",
            "original");
    assertThat(planned.code()).as(planned.err()).isZero();
    Ran ran = weir("dlq", "run", plan.toString(), "--write", "--json");

    assertThat(ran.json().path("sent").asInt()).as(ran.err()).isEqualTo(1);
    ConsumerRecord<byte[], byte[]> copy = records(target).getLast();
    assertThat(copy.partition()).isEqualTo(1);
    assertThat(text(copy.key())).isEqualTo("parcel");
    assertThat(text(copy.value())).isEqualTo("{\"kg\":3}");
    assertThat(text(copy.headers().lastHeader("replay.original-timestamp").value()))
        .isEqualTo("1700000000000");
  }

  @Test
  void aCanaryThatDiesAgainStopsTheRest() throws Exception {
    died(20);
    Path plan = plan();
    var open = new AtomicBoolean(true);
    Thread poisoned = Thread.startVirtualThread(() -> dieAgain(open));
    Ran ran;
    try {
      ran =
          weir(
              "dlq",
              "run",
              plan.toString(),
              "--write",
              "--canary",
              "2",
              "--canary-wait",
              "60s",
              "--json");
    } finally {
      open.set(false);
      poisoned.join();
    }

    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDING);
    assertThat(ran.json().path("state").asString()).isEqualTo("paused");
    assertThat(ran.json().path("died_again").asInt()).as(ran.out()).isPositive();
    assertThat(committed(target)).as("only the canary was sent").hasSize(2);
    Ran cancelled = weir("dlq", "cancel", job(ran.json()));
    assertThat(cancelled.code()).as(cancelled.err()).isZero();
    assertThat(cancelled.out()).contains(" is cancelled.");
    Ran over = weir("dlq", "run", plan.toString(), "--write", "--json");
    assertThat(over.json().path("state")).hasToString("\"cancelled\"");
    assertThat(over.code()).as("what died again is one of a job that is over").isEqualTo(1);
    assertThat(over.json().path("died_again").asInt()).as(over.out()).isPositive();
    assertThat(committed(target)).as("a cancelled job sends nothing").hasSize(2);
  }

  @Test
  void aSmallCanaryThatStaysGoesOnByItself() throws Exception {
    died(20);

    Ran ran =
        weir(
            "dlq",
            "run",
            plan().toString(),
            "--write",
            "--canary",
            "3",
            "--canary-wait",
            "1s",
            "--json");

    assertThat(ran.json().path("state").asString()).as(ran.err()).isEqualTo("completed");
    assertThat(committed(target)).hasSize(20);
  }

  @Test
  void whileAGroupIsTooFarBehindNothingMoreIsWritten() throws Exception {
    died(4);
    for (int i = 0; i < 5; i++) {
      producer.send(new ProducerRecord<>(target, 0, null, bytes("live"))).get();
    }
    commit("billing", 0);
    Path plan = plan();
    var ended = new AtomicReference<Ran>();
    Thread run =
        Thread.startVirtualThread(
            () ->
                ended.set(
                    weir("dlq", "run", plan.toString(), "--write", "--max-lag", "3", "--json")));
    await()
        .untilAsserted(
            () -> assertThat(weir("dlq", "status").out()).as("it has begun").contains("running"));
    assertThat(committed(target)).as("the group is 5 behind").isEmpty();

    commit("billing", 5);
    run.join();

    assertThat(ended.get().err()).contains("Waiting: group billing is 5 records behind");
    assertThat(ended.get().json().path("state").asString()).isEqualTo("completed");
    assertThat(committed(target)).hasSize(4);
  }

  @Test
  void aUserOverItsQuotaIsSlowedDownAndAllArrive() throws Exception {
    died(150);
    var anyone = new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    quota(anyone, 2_800.0);
    try {
      Ran ran = weir("dlq", "run", plan().toString(), "--write", "--rate", "200", "--json");

      assertThat(ran.err()).contains("The broker throttles this user");
      assertThat(ran.json().path("state").asString()).isEqualTo("completed");
      assertThat(committed(target)).hasSize(150).doesNotHaveDuplicates();
    } finally {
      quota(anyone, null);
    }
  }

  private static void quota(ClientQuotaEntity of, @Nullable Double bytesPerSecond)
      throws Exception {
    admin
        .alterClientQuotas(
            List.of(
                new ClientQuotaAlteration(
                    of,
                    List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesPerSecond)))))
        .all()
        .get();
  }

  private void commit(String group, long offset) throws Exception {
    admin
        .alterConsumerGroupOffsets(
            group, Map.of(new TopicPartition(target, 0), new OffsetAndMetadata(offset)))
        .all()
        .get();
  }

  @Test
  void whoPausesItIsObeyedBeforeTheNextBatch() throws Exception {
    died(40);
    var plan = PlanFile.open(plan());
    var system = InstantSource.system();
    var audit = new AuditTrail(UserFolders.in(home).auditFile(), system, "tester");
    var controls = new ReplayControls();
    controls.rate(4, 0);
    ConnectorProvider kafka =
        Providers.onClassPath().all().stream()
            .filter(provider -> provider.kind().equals("kafka"))
            .findFirst()
            .orElseThrow();
    try (var connector = kafka.open(new ConnectionSpec("test", "kafka", address(), Map.of()));
        var store = new ReplayStore(UserFolders.in(home), system, audit)) {
      store.keep(plan);
      var listener =
          new ReplayRun.Listener() {
            @Override
            public void progress(int planned, int next, long sent, long quarantined) {
              if (sent == 2) {
                controls.pause();
              }
            }

            @Override
            public void note(String sentence) {
              // Nothing is to be told.
            }
          };
      ReplayRoute route = ReplayRoute.within(connector, (ReplayPort) connector);
      ReplayRun.Ended ended =
          new ReplayRun(plan.plan(), route, store.ledger(), audit, system, controls, listener)
              .run("", Optional.empty());
      assertThat(ended.state()).as(ended.why()).isEqualTo(JobState.PAUSED);
      assertThat(connector.groups())
          .as("what keeps the job's place is no group that reads, and behind")
          .noneMatch(group -> group.group().name().contains(plan.plan().job()));
    }
    assertThat(committed(target)).as("none is written after it was paused").hasSize(2);
  }

  @Test
  void anotherMachineGoesOnFromTheBrokersOwnWord() throws Exception {
    died(30);
    Path plan = plan();
    Ran paused = twelveOf(plan);

    Ran elsewhere = run(Files.createDirectories(home.resolve("elsewhere")), plan);

    assertThat(elsewhere.json().path("state").asString())
        .as(elsewhere.err())
        .isEqualTo("completed");
    assertThat(elsewhere.json().path("sent").asInt()).isEqualTo(30);
    assertThat(committed(target)).hasSize(30);
    assertThat(elsewhere.json().path("receipts").get(5).path("to").path("offset").isNumber())
        .as("what the first console wrote was found")
        .isTrue();
    Ran back = weir("dlq", "resume", job(paused.json()), "--write", "--json");
    assertThat(back.json().path("sent").asInt()).as(back.err()).isEqualTo(30);
    assertThat(committed(target)).as("and the first console sends nothing more").hasSize(30);
  }

  @Test
  void howFarItIsIsSeenInTheTargetWhereTheBrokerKeepsItBack() throws Exception {
    died(30);
    Path plan = plan();
    Ran ended = onAnotherMachineWhileKeptBack(plan);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(ended.json().path("sent").asInt()).isEqualTo(30);
    assertThat(ended.json().path("receipts").get(11).path("to").path("offset").isNumber())
        .as("what was written behind what the broker tells was found")
        .isTrue();
    assertThat(committed(target)).as("none is written twice").hasSize(30);
  }

  @Test
  void whereTheTargetForgetsWhatTheBrokerKeepsBackNothingMoreIsWritten() throws Exception {
    create(target, 1, Map.of("cleanup.policy", "compact"));
    create(dead, 1, Map.of());
    for (int i = 0; i < 30; i++) {
      died(0, i, "k" + i, "v" + i);
    }
    Path plan = plan();
    String[] itsOwn = {"--allow", "newer-values"};
    Ran ended = onAnotherMachineWhileKeptBack(plan, itsOwn);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("paused");
    assertThat(ended.err()).contains("keeps back how far this job is", target + " may be");
    assertThat(committed(target)).hasSize(12);
    Ran resumed = run(home, plan, itsOwn);
    assertThat(resumed.json().path("sent").asInt()).as(resumed.err()).isEqualTo(30);
    assertThat(committed(target)).as("none is written twice").hasSize(30);
  }

  @Test
  void aTransactionOfItsOwnThatTheBrokerLeftOpenIsEndedAndItsRecordsAreWrittenOnce()
      throws Exception {
    Ran ended = onWithLeftOpen(12, 15);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(ended.err()).contains("left open on " + target + ", partition 0, from offset ");
    assertThat(committed(target)).as("all can be read, none twice").hasSize(30);
    assertThat(Set.copyOf(committed(target))).hasSize(30);
    assertThat(Files.readString(UserFolders.in(home).auditFile()))
        .as("what it did is in the audit")
        .contains("replay-ends-open-transaction");
  }

  @Test
  void aTransactionLeftOpenIsEndedAlsoWhereTheBrokerDoesNotTellHowFarTheJobIs() throws Exception {
    died(30);
    Path plan = plan();
    List<SimpleRecord> rebuilt = rebuilt();

    Ran ended = onAnotherMachineWhileKeptBack(plan, id -> leftOpen(id, rebuilt.subList(12, 15)));

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(committed(target)).as("all can be read, none twice").hasSize(30);
    assertThat(Set.copyOf(committed(target))).hasSize(30);
  }

  @Test
  void aTransactionLeftOpenStaysWhereSomethingIsInItThatCountsAsSent() throws Exception {
    Ran ended = onWithLeftOpen(11, 14);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("paused");
    assertThat(ended.err()).contains("record 12 is in it, which counts as sent");
    assertThat(
            admin
                .describeProducers(List.of(new TopicPartition(target, 0)))
                .partitionResult(new TopicPartition(target, 0))
                .get()
                .activeProducers())
        .as("it is open as before")
        .anyMatch(producer -> producer.currentTransactionStartOffset().isPresent());
  }

  @Test
  void aTransactionLeftOpenIsCommittedWhereItsRecordsAreWhatTheReceiptsSay() throws Exception {
    died(30);
    Path plan = plan();
    List<SimpleRecord> rebuilt = rebuilt();
    String id = "weir-replay-" + job(twelveOf(plan).json());
    List<Long> places = records(target).stream().map(ConsumerRecord::offset).toList();
    int batch = 1;
    while (places.get(batch) == batch) {
      batch++;
    }
    // The first batch once more at the same places, without the marker behind it.
    admin.deleteTopics(List.of(target)).all().get();
    await().ignoreExceptions().untilAsserted(() -> create(target, 1, Map.of()));
    leftOpen(id, rebuilt.subList(0, batch));
    assertThat(committed(target)).as("nobody can read them").isEmpty();

    Ran ended = run(home, plan);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(ended.err()).contains("from offset 0, although its coordinator", "it is committed");
    assertThat(committed(target)).as("read, and not written again").hasSize(batch + 18);
    assertThat(Set.copyOf(committed(target))).hasSize(batch + 18);
    assertThat(Files.readString(UserFolders.in(home).auditFile())).contains("\"committed\"");
  }

  @Test
  void whatTheBrokerRolledBackAfterItHadConfirmedItIsUnknownAndNotCountedAsSent() throws Exception {
    died(30);
    Path plan = plan();
    twelveOf(plan);
    List<Long> places = records(target).stream().map(ConsumerRecord::offset).toList();
    // As a broker leaves it that ended two batches with the marker of the later one: at the places
    // of the receipts stands what was rolled back.
    admin.deleteTopics(List.of(target)).all().get();
    await().ignoreExceptions().untilAsserted(() -> create(target, 1, Map.of()));
    try (var writer = transactional("rolls-back")) {
      writer.initTransactions();
      writer.beginTransaction();
      for (int i = 0; i <= places.getLast(); i++) {
        var unused = writer.send(new ProducerRecord<>(target, 0, null, new byte[] {1}));
      }
      writer.flush();
      writer.abortTransaction();
    }

    Ran ended = run(home, plan);

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("needs-decision");
    assertThat(ended.json().path("unknown").asInt()).as(ended.err()).isEqualTo(12);
    assertThat(ended.json().path("sent").asInt()).as(ended.err()).isEqualTo(18);
    assertThat(ended.err()).contains("12 records that the broker had confirmed were rolled back");
    assertThat(committed(target)).as("the others are there").hasSize(18);
    assertThat(ended.json().path("receipts").path(0).path("why").asString())
        .contains("The broker had confirmed it at 0:" + places.getFirst());
  }

  @Test
  void whatIsLeftOpenWhileAJobRunsIsFoundBeforeItCountsAsDone() throws Exception {
    died(30);
    admin.createPartitions(Map.of(target, NewPartitions.increaseTo(2))).all().get();
    Path plan = plan("--partition", "0");
    List<SimpleRecord> rebuilt = rebuilt();
    String id = "weir-replay-" + PlanFile.read(plan).job();
    var other = new TopicPartition(target, 1);
    try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Ran> running = side.submit(() -> run(home, plan, "--rate", "5"));
      await("it writes").atMost(Duration.ofSeconds(60)).until(() -> !committed(target).isEmpty());
      new LeftOpen(admin, address()).write(id, other, rebuilt.getLast());
      Ran ended = running.get();

      assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("paused");
      assertThat(ended.err()).contains("partition 1, from offset 0", "record 30 is in it");
    }
  }

  /** A job of which 12 records are written goes on after some of its records were left open. */
  private Ran onWithLeftOpen(int from, int to) throws Exception {
    died(30);
    Path plan = plan();
    List<SimpleRecord> rebuilt = rebuilt();
    leftOpen("weir-replay-" + job(twelveOf(plan).json()), rebuilt.subList(from, to));
    return run(home, plan);
  }

  private void leftOpen(String id, List<SimpleRecord> records) throws Exception {
    new LeftOpen(admin, address())
        .write(id, new TopicPartition(target, 0), records.toArray(SimpleRecord[]::new));
  }

  /** What the dead letters become, in their order: as another job writes them elsewhere. */
  private List<SimpleRecord> rebuilt() throws Exception {
    String copies = target + "-copies";
    create(copies, 1, Map.of());
    Path elsewhere = Files.createDirectories(home.resolve("copier"));
    String plan = elsewhere.resolve("plan.json").toString();
    String[] planning = {"dlq", "plan", dead, "--kafka", address(), "--to", copies, "--out", plan};
    assertThat(Ran.weir(elsewhere, Map.of(), planning).code()).isZero();
    Ran ran = run(elsewhere, Path.of(plan));
    assertThat(ran.json().path("sent").asInt()).as(ran.err()).isEqualTo(30);
    return records(copies).stream()
        .map(
            record ->
                new SimpleRecord(
                    record.timestamp(), record.key(), record.value(), record.headers().toArray()))
        .toList();
  }

  /** Does something with the transactional id of a job. */
  private interface WithId {
    void accept(String id) throws Exception;
  }

  private Ran onAnotherMachineWhileKeptBack(Path plan, String... more) throws Exception {
    return onAnotherMachineWhileKeptBack(plan, _ -> {}, more);
  }

  /**
   * A job of which 12 records are written goes on where nobody knows of it, while the broker does
   * what one was seen to do after it was killed: asked for a stable offset of the job's group it
   * does not answer, asked for any it tells one that is older than what was written.
   */
  private Ran onAnotherMachineWhileKeptBack(Path plan, WithId before, String... more)
      throws Exception {
    Ran paused = twelveOf(plan);
    String job = job(paused.json());
    var group = new ConsumerGroupMetadata("weir-replay-" + job);
    before.accept(group.groupId());
    var marker = new TopicPartition(dead, 0);
    admin
        .alterConsumerGroupOffsets(
            group.groupId(), Map.of(marker, new OffsetAndMetadata(5, "weir:1:" + job + ":5:0")))
        .all()
        .get();
    try (var other = transactional(job + "-x")) {
      other.initTransactions();
      other.beginTransaction();
      other.sendOffsetsToTransaction(Map.of(marker, new OffsetAndMetadata(99)), group);
      try {
        return run(Files.createDirectories(home.resolve("elsewhere")), plan, more);
      } finally {
        other.abortTransaction();
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> transactional(String id) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", address(), "transactional.id", id),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A canary of 12 records is written, and no more. */
  private Ran twelveOf(Path plan) throws Exception {
    Ran paused = run(home, plan, "--canary", "12", "--canary-only", "--canary-wait", "0s");
    assertThat(paused.json().path("sent").asInt()).as(paused.err()).isEqualTo(12);
    return paused;
  }

  private static Ran run(Path home, Path plan, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("dlq", "run", plan.toString()));
    arguments.addAll(List.of("--write", "--json"));
    arguments.addAll(List.of(more));
    return Ran.weir(home, Map.of(), arguments.toArray(String[]::new));
  }

  /** Reads the target as a group that cannot handle anything, for as long as it is open. */
  private void dieAgain(AtomicBoolean open) {
    try (var consumer = CommittedRecords.consumer(address())) {
      var partition = new TopicPartition(target, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      while (open.get()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          var again = new ProducerRecord<>(dead, 0, record.key(), record.value());
          record.headers().forEach(again.headers()::add);
          marks(again, record.offset());
          var unused = producer.send(again);
        }
      }
    }
  }

  /** A target and its dead letters, {@code count} of them, one a key. */
  private void died(int count) throws Exception {
    create(target, 1, Map.of());
    create(dead, 1, Map.of());
    for (int i = 0; i < count; i++) {
      died(0, i, "k" + i, "v" + i);
    }
  }

  private void died(
      int partition,
      long offset,
      @Nullable String key,
      @Nullable String value,
      @Nullable String... headers)
      throws Exception {
    var letter = new ProducerRecord<>(dead, partition, orNull(key), orNull(value));
    for (int i = 0; i < headers.length; i += 2) {
      String text = headers[i + 1];
      letter.headers().add(String.valueOf(headers[i]), orNull(text));
    }
    marks(letter, offset);
    producer.send(letter).get();
  }

  private void marks(ProducerRecord<byte[], byte[]> letter, long offset) {
    letter
        .headers()
        .add("kafka_dlt-original-topic", bytes(target))
        .add("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(0).array())
        .add("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(offset).array())
        .add("kafka_dlt-original-consumer-group", bytes("billing"))
        .add("kafka_dlt-exception-fqcn", bytes("java.lang.IllegalStateException"))
        .add("kafka_deliveryAttempt", ByteBuffer.allocate(4).putInt(3).array());
  }

  private String out() {
    return home.resolve("plan-" + System.nanoTime()).toString();
  }

  private Path plan(String... more) {
    Path file = Path.of(out());
    List<String> arguments = new ArrayList<>(List.of("dlq", "plan", dead, "--kafka", address()));
    arguments.addAll(List.of("--out", file.toString()));
    arguments.addAll(List.of(more));
    Ran ran = weir(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private Ran weir(String... arguments) {
    return Ran.weir(home, Map.of(), arguments);
  }

  private static String job(JsonNode report) {
    return report.path("job").asString();
  }

  private static String address() {
    return broker.bootstrapServers();
  }

  private static void create(String topic, int partitions, Map<String, String> configs)
      throws Exception {
    admin
        .createTopics(List.of(new NewTopic(topic, partitions, (short) 1).configs(configs)))
        .all()
        .get();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    return CommittedRecords.of(address(), topic);
  }

  /** Keys of what readers of committed records see. */
  private static List<String> committed(String topic) {
    return records(topic).stream()
        .filter(record -> record.headers().lastHeader("replay.key") != null)
        .map(record -> text(record.headers().lastHeader("replay.key").value()))
        .toList();
  }

  private AclBinding acl(AclOperation operation, AclPermissionType permission) {
    return new AclBinding(
        new ResourcePattern(ResourceType.TOPIC, target, PatternType.LITERAL),
        new AccessControlEntry("User:*", "*", operation, permission));
  }

  private static boolean mayBeWritten(String topic) throws Exception {
    return admin
        .describeTopics(
            List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
        .allTopicNames()
        .get()
        .values()
        .stream()
        .allMatch(described -> described.authorizedOperations().contains(AclOperation.WRITE));
  }

  /** What a broker compares with the largest size of a topic: the record in a batch of its own. */
  private static int batchBytes(ConsumerRecord<byte[], byte[]> record) {
    return MemoryRecords.withRecords(
            Compression.NONE,
            new SimpleRecord(
                record.timestamp(), record.key(), record.value(), record.headers().toArray()))
        .sizeInBytes();
  }

  private static ConsumerRecord<byte[], byte[]> at(
      List<ConsumerRecord<byte[], byte[]>> records, int partition, long offset) {
    return records.stream()
        .filter(record -> record.partition() == partition && record.offset() == offset)
        .findFirst()
        .orElseThrow();
  }

  private static ConsumerRecord<byte[], byte[]> withValue(
      List<ConsumerRecord<byte[], byte[]>> records, String value) {
    return records.stream()
        .filter(record -> text(record.value()).equals(value))
        .findFirst()
        .orElseThrow();
  }

  private static String header(Header header) {
    return header.key() + "=" + text(header.value());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
  }

  @SuppressWarnings("NullAway") // The client's own word for nothing.
  private static byte[] orNull(@Nullable String text) {
    return text == null ? null : bytes(text);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
