package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.deadletter.replay.PlanFile;
import dev.weir.engine.settings.UserFolders;
import dev.weir.sample.broker.RedisServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.RestoreParams;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.StreamPendingEntry;
import redis.clients.jedis.util.JedisClusterCRC16;
import tools.jackson.databind.JsonNode;

/** Bringing dead letters back on Redis, on a real server of each age. */
@ParameterizedClass(name = "{0}")
@EnumSource
class DlqRedisReplayIT {
  /** Which server. */
  enum Age {
    BUNDLED,
    MODERN
  }

  private static RedisServer bundled;
  private static RedisServer modern;

  private final Age age;

  @TempDir Path home;

  private RedisServer server;
  private Jedis redis;
  private int plans;

  DlqRedisReplayIT(Age age) {
    this.age = age;
  }

  @BeforeAll
  static void start() {
    bundled = RedisServer.bundled();
    modern = RedisServer.start();
  }

  @AfterAll
  static void stop() {
    bundled.close();
    modern.close();
  }

  @BeforeEach
  void open() {
    server = age == Age.BUNDLED ? bundled : modern;
    redis = client(server);
    redis.flushAll();
    redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
  }

  @AfterEach
  void close() {
    redis.configSet("maxmemory", "0");
    redis.close();
  }

  private static Jedis client(RedisServer server) {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().resp2().timeoutMillis(10_000).build());
  }

  private Ran weir(String... arguments) {
    return Ran.weir(home, Map.of(), arguments);
  }

  /** A dead letter of {@code orders}. */
  private void died(int n) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("order", "O-" + n);
    fields.put("original_stream", "orders");
    fields.put("original_id", n + "-0");
    fields.put("error", "no such bank");
    fields.put("failed_at", "1763712000000");
    redis.xadd("orders:dlq", fields, XAddParams.xAddParams());
  }

  private void died(int from, int to) {
    for (int n = from; n <= to; n++) {
      died(n);
    }
  }

  private Path plan(String... more) {
    Path file = home.resolve("plan-" + ++plans);
    List<String> arguments =
        new ArrayList<>(
            List.of("dlq", "plan", "orders:dlq", "--redis", server.url(), "--out", "" + file));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--after")) {
      arguments.addAll(List.of("--after", "delete"));
    }
    Ran ran = weir(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  private Ran run(Path plan, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("dlq", "run", "" + plan, "--write", "--rate", "0", "--json"));
    arguments.addAll(List.of(more));
    return weir(arguments.toArray(String[]::new));
  }

  private Ran resume(Ran before) {
    return weir(
        "dlq", "resume", before.json().path("job").asString(), "--write", "--rate", "0", "--json");
  }

  private List<String> orders() {
    return orders(redis, "orders");
  }

  private static List<String> orders(Jedis client, String stream) {
    return client.xrange(stream, "-", "+").stream()
        .map(StreamEntry::getFields)
        .map(fields -> fields.getOrDefault("order", "none"))
        .toList();
  }

  private static List<String> numbers(int from, int to) {
    List<String> all = new ArrayList<>();
    for (int n = from; n <= to; n++) {
      all.add("O-" + n);
    }
    return all;
  }

  private static void completed(Ran ran, int sent) {
    assertThat(ran.code()).as(ran.err() + ran.out()).isZero();
    assertThat(ran.json().path("state").asString()).as(ran.err()).isEqualTo("completed");
    assertThat(ran.json().path("sent").asInt()).as(ran.err()).isEqualTo(sent);
  }

  @Test
  void comesBackOnceAndItsDeadLetterIsGoneInTheSameStep() throws Exception {
    died(1, 1_200);
    Path plan = plan();
    Ran told = weir("dlq", "preflight", plan.toString());
    assertThat(told.code()).as(told.out() + told.err()).isZero();
    assertThat(told.out()).contains("Each dead letter is deleted from orders:dlq");
    JsonNode dry = weir("dlq", "run", plan.toString(), "--dry-run", "--json").json();
    assertThat(dry.path("would_send").asInt()).isEqualTo(1_200);
    assertThat(orders()).as("nothing is written without --write").isEmpty();

    Ran ran = run(plan, "--reason", "the bank is there");
    completed(ran, 1_200);
    assertThat(orders()).isEqualTo(numbers(1, 1_200));
    assertThat(redis.xlen("orders:dlq")).isZero();
    Map<String, String> first = redis.xrange("orders", "-", "+").getFirst().getFields();
    assertThat(first)
        .as("the marks are off")
        .doesNotContainKeys("original_stream", "original_id", "error", "failed_at")
        .containsEntry("order", "O-1")
        .containsEntry("replay.attempt", "1")
        .containsEntry("replay.job", ran.json().path("job").asString())
        .containsKey("replay.key");
    JsonNode receipt = ran.json().path("receipts").get(0);
    assertThat(receipt.path("to").path("id").asString())
        .isEqualTo(redis.xrange("orders", "-", "+").getFirst().getID().toString());

    completed(run(plan), 1_200);
    assertThat(orders()).as("running it again sends nothing").hasSize(1_200);
    Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
    Ran other = Ran.weir(elsewhere, Map.of(), "dlq", "run", plan.toString(), "--write", "--json");
    completed(other, 1_200);
    assertThat(orders()).as("on another machine neither").hasSize(1_200);
    assertThat(Files.readString(UserFolders.in(home).auditFile())).contains("the bank is there");
    assertThat(weir("audit", "verify").code()).isZero();
  }

  @Test
  void everyByteOfEveryFieldComesBackAndNamesMayRepeat() {
    byte[] binary = {0, (byte) 0xff, '\\', 'x', '\n', (byte) 0x80};
    redis.sendCommand(
        Protocol.Command.XADD,
        bytes("orders:dlq"),
        bytes("*"),
        bytes("tag"),
        bytes("one"),
        binary,
        binary,
        bytes("\\xff"),
        bytes("text with a backslash"),
        bytes("tag"),
        bytes("two"),
        bytes(""),
        bytes(""),
        bytes("original_stream"),
        bytes("orders"),
        bytes("original_id"),
        bytes("1-0"));
    completed(run(plan("--prefix", "")), 1);
    List<?> entries =
        (List<?>)
            redis.sendCommand(Protocol.Command.XRANGE, bytes("orders"), bytes("-"), bytes("+"));
    List<?> fields = (List<?>) ((List<?>) entries.getFirst()).get(1);
    List<byte[]> expected =
        List.of(
            bytes("tag"),
            bytes("one"),
            binary,
            binary,
            bytes("\\xff"),
            bytes("text with a backslash"),
            bytes("tag"),
            bytes("two"),
            bytes(""),
            bytes(""));
    assertThat(fields).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat((byte[]) fields.get(i)).as("part %d", i).isEqualTo(expected.get(i));
    }
  }

  @Test
  void deadLettersStayOrMoveOnIfToldSo() {
    died(1, 3);
    completed(run(plan("--after", "keep")), 3);
    assertThat(redis.xlen("orders:dlq")).isEqualTo(3);
    Ran again =
        weir(
            "dlq",
            "plan",
            "orders:dlq",
            "--redis",
            server.url(),
            "--out",
            home.resolve("none").toString(),
            "--json");
    assertThat(again.json().path("left_out").path("already-replayed").asInt()).isEqualTo(3);

    completed(run(plan("--after", "done", "--again")), 3);
    assertThat(redis.xlen("orders:dlq")).isZero();
    assertThat(redis.xrange("orders:dlq:done", "-", "+"))
        .extracting(entry -> entry.getFields().get("error"))
        .as("as they were")
        .containsExactly("no such bank", "no such bank", "no such bank");
    assertThat(orders()).containsExactly("O-1", "O-2", "O-3", "O-1", "O-2", "O-3");
    Ran wrong =
        weir("dlq", "plan", "orders:dlq", "--redis", server.url(), "--out", "x", "--after", "burn");
    assertThat(wrong.err()).contains("--after takes keep, delete, done or ack");
  }

  @Test
  void aTargetThatIsMissingOrNoStreamIsRefusedBeforeAndInTheMidst() throws Exception {
    died(1, 40);
    Path plan = plan();
    redis.del("orders");
    Ran missing = run(plan);
    assertThat(missing.code()).isEqualTo(ExitCode.USAGE);
    assertThat(missing.err()).contains("orders is not there");
    redis.set("orders", "x");
    Ran wrong = run(plan);
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("Key 'orders'", "is not a stream");
    assertThat(redis.exists("orders:dlq")).isTrue();
    assertThat(redis.xlen("orders:dlq")).isEqualTo(40);

    redis.del("orders");
    redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
    Ran gone = midway(plan, () -> redis.rename("orders", "orders:away"));
    assertThat(gone.json().path("state").asString()).as(gone.err()).isEqualTo("paused");
    assertThat(gone.err()).contains("There is no stream 'orders'");
    redis.set("orders", "x");
    Ran still = resume(gone);
    assertThat(still.code()).isEqualTo(ExitCode.USAGE);
    redis.rename("orders:away", "orders");
    completed(resume(gone), 40);
    assertThat(orders()).isEqualTo(numbers(1, 40));
  }

  /** Runs slowly, and does something once ten are there. */
  private Ran midway(Path plan, Runnable meanwhile) throws Exception {
    Thread doing =
        Thread.startVirtualThread(
            () -> {
              try (Jedis own = client(server)) {
                await().atMost(Duration.ofSeconds(30)).until(() -> own.xlen("orders") >= 10);
              }
              meanwhile.run();
            });
    Ran ran = weir("dlq", "run", "" + plan, "--write", "--rate", "40", "--json");
    doing.join();
    return ran;
  }

  @Test
  void whatIsTrimmedMeanwhileIsSetAsideAndSaidSo() throws Exception {
    died(1, 60);
    Path plan = plan();
    StreamEntryID last = redis.xrevrange("orders:dlq", "+", "-", 1).getFirst().getID();
    StreamEntryID first = redis.xrange("orders:dlq", "-", "+", 1).getFirst().getID();
    redis.xdel("orders:dlq", first);
    Ran ran = midway(plan, () -> redis.xdel("orders:dlq", last));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDING);
    assertThat(ran.json().path("state").asString()).isEqualTo("completed-with-quarantine");
    assertThat(ran.json().path("sent").asInt()).isEqualTo(58);
    assertThat(ran.json().path("quarantined").asInt()).isEqualTo(2);
    assertThat(ran.json().path("receipts").get(0).path("why").asString()).contains("deleted");
    assertThat(ran.json().path("receipts").get(59).path("why").asString()).contains("deleted");
    assertThat(orders()).isEqualTo(numbers(2, 59));
  }

  @Test
  void whatGroupsHavePendingComesBackAndStays() {
    died(1, 3);
    for (String group : List.of("triage", "audit")) {
      redis.xgroupCreate("orders:dlq", group, new StreamEntryID("0-0"), false);
      redis.xreadGroup(
          group,
          "ann",
          XReadGroupParams.xReadGroupParams().count(2),
          Map.of("orders:dlq", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    }
    redis.xack("orders:dlq", "audit", redis.xrange("orders:dlq", "-", "+").getFirst().getID());
    Path plan = plan();
    Ran checked = weir("dlq", "preflight", plan.toString());
    assertThat(checked.out()).contains("pending (audit, triage)").contains("stay there too");
    completed(run(plan), 3);
    assertThat(orders()).containsExactly("O-1", "O-2", "O-3");
    assertThat(orders(redis, "orders:dlq")).as("two are pending").containsExactly("O-1", "O-2");
    assertThat(redis.xpending("orders:dlq", "triage", XPendingParams.xPendingParams("-", "+", 9)))
        .as("nothing dangles")
        .hasSize(2);
  }

  /** Entries of {@code mail} that consumer ann of group senders was given. */
  private List<StreamEntryID> pending(int entries) {
    redis.xgroupCreate("mail", "senders", new StreamEntryID("0-0"), true);
    List<StreamEntryID> ids = new ArrayList<>();
    for (int n = 1; n <= entries; n++) {
      ids.add(redis.xadd("mail", Map.of("order", "O-" + n), XAddParams.xAddParams()));
    }
    redis.xreadGroup(
        "senders",
        "ann",
        XReadGroupParams.xReadGroupParams().count(entries),
        Map.of("mail", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    return ids;
  }

  private List<StreamEntryID> stillPending() {
    return redis
        .xpending("mail", "senders", XPendingParams.xPendingParams("-", "+", 1_000))
        .stream()
        .map(StreamPendingEntry::getID)
        .toList();
  }

  private Path planOfPending(String... more) {
    Path file = home.resolve("plan-" + ++plans);
    List<String> arguments =
        new ArrayList<>(
            List.of("dlq", "plan", "mail", "--redis", server.url(), "--out", "" + file));
    arguments.addAll(List.of("--pending", "senders", "--to", "orders"));
    arguments.addAll(List.of(more));
    Ran ran = weir(arguments.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return file;
  }

  @Test
  void whatAGroupHasPendingIsAcknowledgedInTheStepThatWritesIt() throws Exception {
    List<StreamEntryID> ids = pending(30);
    Path plan = planOfPending("--after", "ack");
    Ran checked = weir("dlq", "preflight", plan.toString());
    assertThat(checked.out())
        .contains("acknowledged in group senders as it is brought back, and stays in mail")
        .contains("has them pending, as when they were listed");
    redis.xack("mail", "senders", ids.get(2));
    redis.xclaimJustId("mail", "senders", "bob", 0, XClaimParams.xClaimParams(), ids.get(20));
    assertThat(weir("dlq", "preflight", plan.toString()).out())
        .contains("1 record is no longer pending and 1 record was given to a consumer")
        .contains("set aside");

    Ran canary = run(plan, "--canary", "10", "--canary-wait", "0s", "--canary-only");
    assertThat(canary.json().path("sent").asInt()).as(canary.err()).isEqualTo(9);
    assertThat(stillPending())
        .as("what was not written yet, and nothing else")
        .isEqualTo(ids.subList(10, 30));

    Path elsewhere = Files.createDirectories(home.resolve("elsewhere"));
    Ran rest =
        Ran.weir(elsewhere, Map.of(), "dlq", "run", "" + plan, "--write", "--rate", "0", "--json");
    assertThat(rest.json().path("state").asString())
        .as(rest.err())
        .isEqualTo("completed-with-quarantine");
    List<String> written = new ArrayList<>(numbers(1, 30));
    written.removeAll(List.of("O-3", "O-21"));
    assertThat(orders()).as("each once, but for what is in other hands").isEqualTo(written);
    assertThat(stillPending()).as("bob has it now").containsExactly(ids.get(20));
    assertThat(redis.xlen("mail")).as("nothing is deleted").isEqualTo(30);
    assertThat(rest.json().path("receipts").toString())
        .contains("It was acknowledged since it was planned", "was given it again since");
    assertThat(Files.readString(UserFolders.in(home).auditFile()))
        .contains("\"after\":\"ack\"", "\"pending_in\":\"senders\"");

    Ran here = resume(canary);
    assertThat(here.json().path("sent").asInt())
        .as("and so it is here: %s", here.err())
        .isEqualTo(28);
    assertThat(orders()).as("none twice").isEqualTo(written);

    completed(
        run(planOfPending("--consumer", "bob", "--after", "ack", "--record", "" + ids.get(20))), 1);
    assertThat(stillPending()).isEmpty();
    Ran none = weir("dlq", "plan", "mail", "--redis", server.url(), "--out", "x", "--after", "ack");
    assertThat(none.err()).contains("--after ack goes with --pending GROUP");
  }

  @Test
  void withoutTheRightToAcknowledgeNothingIsWritten() {
    List<StreamEntryID> ids = pending(3);
    Path plan = planOfPending("--after", "ack");
    redis.aclSetUser("default", "-xack");
    try {
      Ran ran = run(plan);
      assertThat(ran.json().path("state").asString()).as(ran.err()).isEqualTo("paused");
      assertThat(ran.err()).contains("+xack");
      assertThat(orders()).isEmpty();
      assertThat(stillPending()).isEqualTo(ids);
    } finally {
      redis.aclSetUser("default", "+xack");
    }
    completed(run(plan), 3);
    assertThat(stillPending()).isEmpty();
  }

  @Test
  void atTheMemoryLimitItPausesAndGoesOn() throws Exception {
    died(1, 60);
    Ran ran = midway(plan(), () -> redis.configSet("maxmemory", "1"));
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.json().path("state").asString()).isEqualTo("paused");
    assertThat(ran.err()).contains("memory limit (maxmemory)");
    Ran still = resume(ran);
    assertThat(still.err()).contains("memory limit (maxmemory)");
    redis.configSet("maxmemory", "0");
    assertThat(orders().size() + redis.xlen("orders:dlq")).as("none is lost").isEqualTo(60);
    completed(resume(ran), 60);
    assertThat(orders()).isEqualTo(numbers(1, 60));
  }

  @Test
  void aServerThatBecameAReplicaPausesIt() throws Exception {
    died(1, 60);
    Ran ran = midway(plan(), () -> redis.replicaof("127.0.0.1", 1));
    redis.replicaofNoOne();
    assertThat(ran.json().path("state").asString()).as(ran.err()).isEqualTo("paused");
    assertThat(ran.err()).contains("is a replica and takes no writes");
    completed(resume(ran), 60);
    assertThat(orders()).isEqualTo(numbers(1, 60));
  }

  @Test
  void aRightThatIsMissingPausesIt() throws Exception {
    died(1, 60);
    redis.aclSetUser("weir", "on", ">secret", "~*", "&*", "+@all");
    Path config = home.resolve("client.properties");
    Files.writeString(config, "user=weir\npassword=secret\n");
    Path plan = home.resolve("acl.plan");
    assertThat(
            weir(
                    "dlq",
                    "plan",
                    "orders:dlq",
                    "--redis",
                    server.url(),
                    "--config",
                    "" + config,
                    "--out",
                    "" + plan,
                    "--after",
                    "delete")
                .code())
        .isZero();
    redis.aclSetUser("weir", "-xdel");
    Ran early = run(plan, "--redis", server.url(), "--config", "" + config);
    assertThat(early.err()).contains("does not allow it", "+xdel");
    assertThat(orders()).as("found before the first is written").isEmpty();
    redis.aclSetUser("weir", "+xdel", "-xadd");
    Ran ran = run(plan, "--redis", server.url(), "--config", "" + config);
    assertThat(ran.err()).contains("does not allow it");
    assertThat(redis.xlen("orders:dlq")).isEqualTo(60);
    redis.aclSetUser("weir", "+xadd");
    completed(run(plan, "--redis", server.url(), "--config", "" + config), 60);
    redis.aclDelUser("weir");
    assertThat(orders()).isEqualTo(numbers(1, 60));
  }

  @Test
  void whatTheServerRememberedMayBeEvictedWhileItRuns() throws Exception {
    died(1, 80);
    Path plan = plan();
    Ran ran =
        midway(
            plan,
            () -> {
              try (Jedis own = client(server)) {
                own.keys("weir:replay:*").forEach(own::del);
              }
            });
    completed(ran, 80);
    assertThat(orders()).as(ran.err()).isEqualTo(numbers(1, 80));
    assertThat(redis.xlen("orders:dlq")).isZero();
    redis.configSet("maxmemory", "500mb");
    redis.configSet("maxmemory-policy", "allkeys-lru");
    died(81);
    Ran checked = weir("dlq", "preflight", plan().toString());
    redis.configSet("maxmemory-policy", "noeviction");
    assertThat(checked.out()).contains("may evict keys (maxmemory-policy allkeys-lru)");
  }

  @Test
  void whatTheServerRememberedMayBeEvictedWhileDeadLettersAreKept() throws Exception {
    died(1, 80);
    Ran ran =
        midway(
            plan("--after", "keep"),
            () -> {
              try (Jedis own = client(server)) {
                own.keys("weir:replay:*").forEach(own::del);
              }
            });
    JsonNode told = ran.json();
    List<String> there = orders();
    assertThat(new HashSet<>(there)).as("none twice: %s", ran.err()).hasSameSizeAs(there);
    assertThat(told.path("sent").asInt()).as(ran.err()).isEqualTo(there.size());
    assertThat(told.path("sent").asInt() + told.path("unknown").asInt()).isEqualTo(80);
    assertThat(told.path("state").asString())
        .isEqualTo(told.path("unknown").asInt() == 0 ? "completed" : "needs-decision");
  }

  @Test
  void aTargetThatIsTrimmedAtOnceTakesThemAllTheSame() throws Exception {
    died(1, 60);
    Ran ran =
        midway(
            plan(),
            () -> {
              try (Jedis own = client(server)) {
                for (int i = 0; i < 200; i++) {
                  own.xadd("orders", Map.of("order", "live"), XAddParams.xAddParams().maxLen(5));
                }
              }
            });
    completed(ran, 60);
    Set<String> ids = new HashSet<>();
    ran.json().path("receipts").forEach(one -> ids.add(one.path("to").path("id").asString()));
    assertThat(ids).as("each has a place of its own").hasSize(60);
  }

  @Test
  void theLaterOfTwoConsolesTakesItOver() throws Exception {
    died(1, 120);
    Path plan = plan();
    Path other = Files.createDirectories(home.resolve("other"));
    Ran[] later = new Ran[1];
    Ran earlier =
        midway(
            plan,
            () ->
                later[0] =
                    Ran.weir(
                        other, Map.of(), "dlq", "run", "" + plan, "--write", "--rate", "0",
                        "--json"));
    assertThat(later[0].json().path("state").asString()).as(later[0].err()).isEqualTo("completed");
    assertThat(later[0].json().path("sent").asInt()).isEqualTo(120);
    assertThat(earlier.err()).contains("Another console has taken this job over");
    completed(resume(earlier), 120);
    assertThat(orders()).isEqualTo(numbers(1, 120));
  }

  @Test
  void statusTellsWhichDiedAgainAndWhoWasGivenThem() {
    died(1, 4);
    redis.xgroupCreate("elsewhere", "nobody", new StreamEntryID("0-0"), true);
    Ran ran = run(plan());
    completed(ran, 4);
    redis.xreadGroup(
        "billing",
        "one",
        XReadGroupParams.xReadGroupParams().count(3),
        Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    StreamEntry second = redis.xrange("orders", "-", "+").get(1);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("order", "O-2");
    fields.put("original_stream", "orders");
    fields.put("original_id", second.getID().toString());
    fields.put("error", "still no such bank");
    redis.xadd("orders:dlq", fields, XAddParams.xAddParams());
    completed(run(plan("--to", "elsewhere")), 1);
    assertThat(redis.xrange("elsewhere", "-", "+").getFirst().getFields())
        .as("an id is the time at which its entry was added")
        .containsEntry("replay.original-timestamp", Long.toString(second.getID().getTime()));
    redis.xadd("orders:dlq", fields, XAddParams.xAddParams());
    JsonNode status =
        weir("dlq", "status", ran.json().path("job").asString(), "--look", "--json").json();
    assertThat(status.path("died_again").asInt()).as(status.toString()).isEqualTo(1);
    assertThat(status.path("passed").path("billing").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatDiesAgainInAnotherStreamIsLinkedToItsJob(boolean elsewhere) {
    pending(4);
    RedisServer target = !elsewhere ? server : age == Age.BUNDLED ? modern : bundled;
    try (Jedis there = client(target)) {
      if (elsewhere) {
        there.flushAll();
      }
      there.xgroupCreate("repair", "menders", new StreamEntryID("0-0"), true);
      there.xgroupCreate("repair:dlq", "nobody", new StreamEntryID("0-0"), true);
      Path plan = home.resolve("again.plan");
      List<String> arguments =
          new ArrayList<>(List.of("dlq", "plan", "mail", "--redis", server.url(), "--out"));
      arguments.addAll(List.of(plan.toString(), "--pending", "senders", "--to", "repair"));
      if (elsewhere) {
        arguments.addAll(List.of("--to-redis", target.url()));
      }
      Ran planned = weir(arguments.toArray(String[]::new));
      assertThat(planned.code()).as(planned.err()).isZero();
      Ran ran = run(plan);
      completed(ran, 4);
      there.xreadGroup(
          "menders",
          "one",
          XReadGroupParams.xReadGroupParams().count(4),
          Map.of("repair", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
      List<StreamEntryID> sent =
          there.xrange("repair", "-", "+").stream().map(StreamEntry::getID).toList();
      there.xack("repair", "menders", sent.get(0), sent.get(3));
      there.xclaimJustId(
          "repair", "menders", "one", 0, new XClaimParams().retryCount(7), sent.get(1));
      String[] move = {
        "dlq",
        "pending",
        "repair",
        "--group",
        "menders",
        "--id",
        sent.get(2).toString(),
        "--move-to",
        "repair:dlq",
        "--redis",
        target.url(),
        "--write"
      };
      assertThat(weir(move).code()).isZero();

      String job = ran.json().path("job").asString();
      JsonNode status = weir("dlq", "status", job, "--look", "--json").json();

      assertThat(status.path("died_again").asInt()).as(status.toString()).isEqualTo(2);
      assertThat(status.path("receipts"))
          .extracting(receipt -> receipt.path("died_again").asString(""))
          .satisfiesExactly(
              first -> assertThat(first).isEmpty(),
              second -> assertThat(second).isEqualTo("pending in group menders, delivered 7 times"),
              third -> assertThat(third).startsWith("repair:dlq "),
              fourth -> assertThat(fourth).isEmpty());
      assertThat(weir("dlq", "status", job, "--look").out())
          .contains("died again: pending in group menders, delivered 7 times");
    }
  }

  @Test
  void onAClusterRecordsOfAnotherSlotComeBackOnceToo() throws Exception {
    assumeThat(age).isEqualTo(Age.MODERN);
    assumeThat(modern.isAtLeast(7, 0))
        .as("needs Redis 7.0 on the PATH; there is only %s", modern.version())
        .isTrue();
    int busA = freePort();
    int busB = freePort();
    try (RedisServer a = node(busA);
        RedisServer b = node(busB);
        Jedis toA = client(a);
        Jedis toB = client(b)) {
      toA.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "0", "8191");
      toB.sendCommand(Protocol.Command.CLUSTER, "ADDSLOTSRANGE", "8192", "16383");
      toA.sendCommand(Protocol.Command.CLUSTER, "MEET", "127.0.0.1", "" + b.port(), "" + busB);
      BooleanSupplier whole =
          () ->
              toA.clusterInfo().contains("cluster_state:ok")
                  && toB.clusterInfo().contains("cluster_state:ok");
      await("the cluster is whole").atMost(Duration.ofSeconds(60)).until(whole::getAsBoolean);
      assertThat(slot("orders") < 8192)
          .as("the streams are on different servers")
          .isNotEqualTo(slot("orders:dlq") < 8192);
      Jedis ofOrders = slot("orders") < 8192 ? toA : toB;
      Jedis ofDead = slot("orders:dlq") < 8192 ? toA : toB;
      ofOrders.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
      Map<String, String> fields = new LinkedHashMap<>();
      for (int n = 1; n <= 700; n++) {
        fields.put("order", "O-" + n);
        fields.put("original_stream", "orders");
        fields.put("original_id", n + "-0");
        ofDead.xadd("orders:dlq", fields, XAddParams.xAddParams());
      }
      Path config = home.resolve("cluster.properties");
      Files.writeString(config, "mode=cluster\n");
      String[] at = {"--redis", a.url(), "--config", config.toString()};
      Path plan = home.resolve("cluster.plan");
      Ran planned =
          weir(
              with(at, "dlq", "plan", "orders:dlq", "--out", plan.toString(), "--after", "delete"));
      assertThat(planned.code()).as(planned.err()).isZero();
      Ran checked = weir(with(at, "dlq", "preflight", plan.toString()));
      assertThat(checked.out()).contains("in another slot of the cluster", "in two steps");
      byte[] all = ofDead.dump("orders:dlq");
      Ran canary =
          weir(
              with(
                  at,
                  "dlq",
                  "run",
                  plan.toString(),
                  "--write",
                  "--rate",
                  "0",
                  "--json",
                  "--canary",
                  "300",
                  "--canary-wait",
                  "0s",
                  "--canary-only"));
      assertThat(canary.json().path("sent").asInt()).as(canary.err()).isEqualTo(300);
      assertThat(ofDead.xlen("orders:dlq")).isEqualTo(400);
      // As after a crash between the two steps: written and remembered, and not yet taken away.
      ofDead.restore("orders:dlq", 0, all, RestoreParams.restoreParams().replace());
      assertThat(ofDead.xlen("orders:dlq")).isEqualTo(700);
      Ran rest =
          weir(
              with(
                  at,
                  "dlq",
                  "resume",
                  canary.json().path("job").asString(),
                  "--write",
                  "--rate",
                  "0",
                  "--json"));
      completed(rest, 700);
      assertThat(orders(ofOrders, "orders")).isEqualTo(numbers(1, 700));
      assertThat(ofDead.xlen("orders:dlq")).isZero();
      assertThat(ofOrders.keys("weir:replay:{orders}:*")).hasSize(1);

      Ran across =
          weir(
              with(
                  at,
                  "dlq",
                  "pending",
                  "orders",
                  "--group",
                  "billing",
                  "--all",
                  "--move-to",
                  "orders:dlq"));
      assertThat(across.err())
          .as("one step moves no pending entry there")
          .contains("are in different slots of the cluster")
          .contains("{orders}:dlq");

      Ran done =
          weir(
              with(
                  at,
                  "dlq",
                  "plan",
                  "orders:dlq",
                  "--out",
                  home.resolve("none").toString(),
                  "--after",
                  "done"));
      assertThat(done.code()).as(done.err()).isZero();
      pausedInItsMidstItWritesNoMoreAndGoesOn(at, toA, toB);
    }
  }

  /**
   * Dead letters of two streams, one on each server and both in other slots than the dead letters.
   */
  private void pausedInItsMidstItWritesNoMoreAndGoesOn(String[] at, Jedis toA, Jedis toB)
      throws Exception {
    int letters = 200;
    List<String> targets = List.of("refunds", "payments");
    assertThat(targets.stream().map(target -> slot(target) < 8192))
        .as("the targets are on different servers")
        .containsExactly(true, false);
    assertThat(targets.stream().map(DlqRedisReplayIT::slot))
        .as("slots of the targets")
        .doesNotContain(slot("shop:dlq"));
    Jedis ofDead = slot("shop:dlq") < 8192 ? toA : toB;
    toA.xgroupCreate("refunds", "billing", new StreamEntryID("0-0"), true);
    toB.xgroupCreate("payments", "billing", new StreamEntryID("0-0"), true);
    List<List<String>> each = List.of(new ArrayList<>(), new ArrayList<>());
    for (int n = 0; n < letters; n++) {
      each.get(n % 2).add("O-" + n);
      ofDead.xadd(
          "shop:dlq",
          Map.of(
              "order",
              "O-" + n,
              "original_stream",
              targets.get(n % 2),
              "original_id",
              n + 1 + "-0"),
          XAddParams.xAddParams());
    }
    Path plan = home.resolve("paused.plan");
    Ran planned =
        weir(with(at, "dlq", "plan", "shop:dlq", "--out", plan.toString(), "--after", "delete"));
    assertThat(planned.code()).as(planned.err()).isZero();
    String job = PlanFile.read(plan).job();

    var running = new CompletableFuture<Ran>();
    Thread.startVirtualThread(
        () ->
            running.complete(
                weir(with(at, "dlq", "run", "" + plan, "--write", "--rate", "40", "--json"))));
    await("both targets are written to")
        .atMost(Duration.ofSeconds(30))
        .until(() -> toA.xlen("refunds") >= 5 && toB.xlen("payments") >= 5);
    Ran pause = weir("dlq", "pause", job);
    assertThat(pause.code()).as(pause.err()).isZero();
    assertThat(pause.out()).contains("Job " + job + " is told, and will be paused");
    Ran paused = running.get(30, TimeUnit.SECONDS);
    assertThat(paused.code()).as("not all is there").isEqualTo(ExitCode.FINDING);
    assertThat(paused.json().path("state").asString()).as(paused.err()).isEqualTo("paused");
    long sent = paused.json().path("sent").asLong();
    assertThat(sent).as("it was paused in its midst").isBetween(10L, letters - 1L);
    await("whoever wrote has gone")
        .atMost(Duration.ofSeconds(30))
        .until(() -> isAlone(toA) && isAlone(toB));
    assertThat(toA.xlen("refunds") + toB.xlen("payments")).as(paused.err()).isEqualTo(sent);
    assertThat(ofDead.xlen("shop:dlq")).as("dead letters left").isEqualTo(letters - sent);

    String[] on = {"dlq", "resume", job, "--write", "--rate", "0", "--json", "--reason", "noon"};
    completed(weir(with(at, on)), letters);
    assertThat(weir("dlq", "status").out()).as("the reason that was given last").contains("noon");
    assertThat(orders(toA, "refunds")).isEqualTo(each.get(0));
    assertThat(orders(toB, "payments")).isEqualTo(each.get(1));
    assertThat(ofDead.xlen("shop:dlq")).isZero();
  }

  /** Whether only the test itself is connected: servers' own links are no clients of theirs. */
  private static boolean isAlone(Jedis server) {
    return server.clientList().lines().count() == 1;
  }

  private static String[] with(String[] at, String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(Arrays.asList(at));
    return all.toArray(String[]::new);
  }

  private static int slot(String key) {
    return JedisClusterCRC16.getSlot(key);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static RedisServer node(int busPort) {
    return RedisServer.builder()
        .arguments("--cluster-enabled", "yes", "--cluster-port", Integer.toString(busPort))
        .start();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
