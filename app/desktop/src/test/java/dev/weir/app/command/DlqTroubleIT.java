package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.app.faults.CommittedRecords;
import dev.weir.sample.broker.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What befalls a replay on its way: brokers, rights, topics and clocks that change under it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DlqTroubleIT {
  private static final String SAVED = "shop";

  private static KafkaBroker broker;
  private static Admin admin;
  private static KafkaProducer<byte[], byte[]> producer;
  private static int topics;

  @TempDir Path home;
  @TempDir Path otherHome;
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
  void streams() throws Exception {
    topics++;
    target = "orders-" + topics;
    dead = target + "-dlt";
    create(target);
    create(dead);
  }

  @Test
  void aTransactionThatTheBrokerEndsLosesNothingAndDoublesNothing() throws Exception {
    died(100);
    Path plan = plan();
    CompletableFuture<Ran> running = inBackground(plan, "50");
    await().until(() -> !values(target).isEmpty());

    // As it does when one takes longer than its timeout: the epoch rises, what is open is aborted.
    admin.fenceProducers(List.of("weir-replay-" + job(plan))).all().get();
    Ran ended = running.get();

    assertThat(values(target)).hasSize(ended.json().path("sent").asInt());
    if (ended.json().path("state").asString().equals("paused")) {
      assertThat(ended.err()).contains("a transaction took too long");
      ended = run(home, plan);
    }
    // Where it struck before the first record of a transaction there was nothing to pause for.
    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("completed");
    assertThat(values(target)).containsExactlyElementsOf(expected(100));
  }

  @Test
  void theRightToItsTransactionalIdTakenAwayPausesTheJobUntilItIsGivenBack() throws Exception {
    died(100);
    Path plan = plan();
    String id = "weir-replay-" + job(plan);
    AclBinding deny =
        new AclBinding(
            new ResourcePattern(ResourceType.TRANSACTIONAL_ID, id, PatternType.LITERAL),
            new AccessControlEntry("User:*", "*", AclOperation.WRITE, AclPermissionType.DENY));
    CompletableFuture<Ran> running = inBackground(plan, "50");
    await().until(() -> !values(target).isEmpty());
    admin.createAcls(List.of(deny)).all().get();
    Ran ended = running.get();

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("paused");
    assertThat(ended.err()).contains(id);
    int sent = ended.json().path("sent").asInt();
    assertThat(sent).as(ended.err()).isPositive().isLessThan(100);
    admin.deleteAcls(List.of(deny.toFilter())).all().get();
    await()
        .untilAsserted(
            () -> {
              Ran resumed = run(home, plan);
              assertThat(resumed.json().path("state").asString())
                  .as(resumed.err())
                  .isEqualTo("completed");
            });
    assertThat(values(target)).containsExactlyElementsOf(expected(100));
  }

  @Test
  void aTargetThatIsDeletedAndMadeAnewGetsTheRestAndNoneTwice() throws Exception {
    died(60);
    Path plan = plan();
    Ran canary = run(home, plan, "--canary", "20", "--canary-wait", "0s", "--canary-only");
    assertThat(canary.json().path("sent").asInt()).as(canary.err()).isEqualTo(20);
    admin.deleteTopics(List.of(target)).all().get();
    await().until(() -> !admin.listTopics().names().get().contains(target));

    Ran gone = run(home, plan);
    assertThat(gone.code()).isEqualTo(ExitCode.USAGE);
    assertThat(gone.err()).contains(target + " is not there");
    create(target);
    Ran rest = run(home, plan);

    assertThat(rest.json().path("state").asString()).as(rest.err()).isEqualTo("completed");
    assertThat(values(target)).containsExactlyElementsOf(expected(60).subList(20, 60));
  }

  @Test
  void aTargetThatIsDeletedUnderItPausesItAndTheRestComesOnce() throws Exception {
    died(200);
    Path plan = plan();
    CompletableFuture<Ran> running = inBackground(plan, "50");
    await().until(() -> !values(target).isEmpty());
    admin.deleteTopics(List.of(target)).all().get();
    Ran ended = running.get();

    assertThat(ended.json().path("state").asString()).as(ended.err()).isEqualTo("paused");
    assertThat(ended.err()).contains(target);
    await().until(() -> !admin.listTopics().names().get().contains(target));
    create(target);
    Ran rest = run(home, plan);

    assertThat(rest.json().path("state").asString()).as(rest.err()).isEqualTo("completed");
    List<String> arrived = values(target);
    assertThat(arrived)
        .as("the rest, from where the broker says that it was: %s", rest.err())
        .containsExactlyElementsOf(expected(200).subList(200 - arrived.size(), 200));
    assertThat(arrived.size()).isLessThan(200);
  }

  @Test
  void whatIsBehindAnOpenTransactionIsCountedAndComesWithTheNextPlan() throws Exception {
    died(2);
    try (var open =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "open-" + dead),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      open.initTransactions();
      open.beginTransaction();
      open.send(letter("hanging")).get();
      producer.send(letter("behind")).get();

      Path first = home.resolve("first");
      Ran planned =
          weir(
              "dlq",
              "plan",
              dead,
              "--kafka",
              broker.bootstrapServers(),
              "--out",
              first.toString(),
              "--json");
      assertThat(planned.json().path("records").asInt()).as(planned.err()).isEqualTo(2);
      assertThat(planned.json().path("left_out").path("open-transaction").asInt())
          .as("the one in the transaction, and the one behind it")
          .isEqualTo(2);
      assertThat(run(home, first).json().path("state").asString()).isEqualTo("completed");
      open.commitTransaction();
    }
    assertThat(run(home, plan()).json().path("sent").asInt()).isEqualTo(2);
    assertThat(values(target)).containsExactly("v0", "v1", "hanging", "behind");
  }

  @Test
  void aClockThatIsSetBackOrForthChangesNothing() throws Exception {
    died(30);
    Path plan = plan();
    Ran first = run(home, plan, "--canary", "10", "--canary-wait", "0s", "--canary-only");
    assertThat(first.json().path("sent").asInt()).as(first.err()).isEqualTo(10);

    Ran back =
        runAt(
            Instant.now().minus(Duration.ofDays(30)),
            plan,
            "--canary",
            "10",
            "--canary-wait",
            "0s",
            "--canary-only");
    assertThat(back.json().path("sent").asInt()).as(back.err()).isEqualTo(20);
    Ran forth = runAt(Instant.now().plus(Duration.ofDays(30)), plan);

    assertThat(forth.json().path("state").asString()).as(forth.err()).isEqualTo("completed");
    assertThat(values(target)).containsExactlyElementsOf(expected(30));
  }

  @Test
  void aConnectionThatDemandsApprovalIsNotWrittenToWithoutIt() throws Exception {
    died(3);
    for (Path each : List.of(home, otherHome)) {
      Files.writeString(
          each.resolve("connections.json"),
          JsonMapper.shared()
              .writeValueAsString(
                  Map.of(
                      "connections",
                      List.of(
                          Map.of(
                              "name",
                              SAVED,
                              "kind",
                              "kafka",
                              "address",
                              broker.bootstrapServers(),
                              "environment",
                              "staging",
                              "readOnly",
                              false,
                              "autoConnect",
                              true)))));
      Files.writeString(each.resolve("settings.json"), "{\"replay-approval\": [\"staging\"]}");
    }
    Path plan = home.resolve("plan");
    Ran planned = weir("dlq", "plan", dead, "--connection", SAVED, "--out", plan.toString());
    assertThat(planned.code()).as(planned.err()).isZero();

    assertThat(planned.out()).contains("Another person has to approve it");
    String[] asTyped = {"--kafka", broker.bootstrapServers()};

    assertThat(run(home, plan).err()).contains("waits for the approval of another person");
    assertThat(run(home, plan, asTyped).err())
        .as("by its address it is the same connection")
        .contains("waits for the approval of another person");
    Files.writeString(home.resolve("settings.json"), "{\"replay-approval\": [\"staging\"");
    Ran unread = run(home, plan);
    assertThat(unread.code()).isEqualTo(ExitCode.USAGE);
    assertThat(unread.err()).contains("settings.json could not be read", "The plan is not run");
    Files.writeString(home.resolve("settings.json"), "{\"replay-approval\": \"Staging\"}");
    assertThat(run(home, plan).err()).contains("waits for the approval of another person");
    assertThat(values(target)).isEmpty();
    Ran approved = Ran.weirAs("ben", otherHome, Map.of(), "dlq", "approve", plan.toString());
    assertThat(approved.code()).as(approved.err()).isZero();
    assertThat(run(home, plan).json().path("sent").asInt()).isEqualTo(3);
    assertThat(Ran.weirAs("ben", home, Map.of(), "dlq", "approve", plan.toString()).err())
        .contains("nothing left to approve");
  }

  private static void create(String topic) throws Exception {
    admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
  }

  private Path plan() {
    Path file = home.resolve("plan-" + System.nanoTime());
    Ran ran = weir("dlq", "plan", dead, "--kafka", broker.bootstrapServers(), "--out", "" + file);
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private static String job(Path plan) throws Exception {
    List<String> lines = Files.readAllLines(plan);
    return JsonMapper.shared().readTree(lines.getLast()).path("sha256").asString().substring(0, 16);
  }

  private CompletableFuture<Ran> inBackground(Path plan, String rate) {
    var ran = new CompletableFuture<Ran>();
    Thread.ofVirtual()
        .start(
            () ->
                ran.complete(
                    weir("dlq", "run", plan.toString(), "--write", "--rate", rate, "--json")));
    return ran;
  }

  private static Ran run(Path home, Path plan, String... more) {
    return Ran.weir(home, Map.of(), arguments(plan, more));
  }

  private Ran runAt(Instant now, Path plan, String... more) {
    return Ran.weirAt(InstantSource.fixed(now), home, arguments(plan, more));
  }

  private static String[] arguments(Path plan, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("dlq", "run", "" + plan, "--write", "--rate", "0", "--json"));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
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

  private static List<String> values(String topic) {
    return CommittedRecords.of(broker.bootstrapServers(), topic).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .toList();
  }

  private void died(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      var unused = producer.send(letter("v" + i));
    }
    producer.flush();
  }

  private ProducerRecord<byte[], byte[]> letter(String value) {
    var letter = new ProducerRecord<>(dead, 0, bytes("k"), bytes(value));
    SpringMarks.putOn(letter, target, System.nanoTime());
    return letter;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
