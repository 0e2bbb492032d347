package dev.weir.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.engine.connection.ConnectionSettings;
import dev.weir.engine.connection.ConnectionStatus;
import dev.weir.engine.connection.Environment;
import dev.weir.engine.ledger.AuditTrail;
import dev.weir.engine.ledger.Ledger;
import dev.weir.engine.publish.Slot;
import dev.weir.engine.settings.UserFolders;
import dev.weir.engine.write.Consent;
import dev.weir.engine.write.LiveWriteDesk;
import dev.weir.engine.write.PendingLook;
import dev.weir.engine.write.PendingRun;
import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.ConnectionSpec;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorProvider;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.StreamRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamPendingEntry;
import tools.jackson.databind.JsonNode;

/** Pending entries of a Redis group, at the terminal and as the window does it. */
class DlqPendingIT {
  private static RedisServer server;
  private static RedisClient redis;

  @TempDir Path home;

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

  /** Eight entries of one consumer, three of them given nine times. */
  @BeforeEach
  void poison() {
    redis.flushAll();
    redis.xgroupCreate("mail", "senders", new StreamEntryID("0-0"), true);
    redis.xgroupCreate("mail:dlq", "nobody", new StreamEntryID("0-0"), true);
    for (int n = 1; n <= 8; n++) {
      redis.xadd("mail", Map.of("n", "" + n), XAddParams.xAddParams().id(n + "-0"));
    }
    redis.xreadGroup(
        "senders",
        "one",
        XReadGroupParams.xReadGroupParams(),
        Map.of("mail", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    for (String id : List.of("2-0", "5-0", "7-0")) {
      redis.xclaim(
          "mail",
          "senders",
          "one",
          0,
          XClaimParams.xClaimParams().retryCount(9).idle(700_000),
          new StreamEntryID(id));
    }
    await("time has passed since the deliveries")
        .until(() -> pending().stream().allMatch(entry -> entry.getIdleTime() > 10));
  }

  private static List<StreamPendingEntry> pending() {
    return redis.xpending("mail", "senders", XPendingParams.xPendingParams("-", "+", 99));
  }

  private Ran weir(String... arguments) {
    var all = new ArrayList<>(List.of("dlq", "pending", "mail", "--group", "senders"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--redis", server.url()));
    return Ran.weir(home, Map.of(), all.toArray(String[]::new));
  }

  @Test
  void listsAndSaysWhatItWouldDoAndDoesNothing() {
    Ran listed = weir("--idle", "10m");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out().lines()).hasSize(4).element(1).asString().contains("2-0", "one", "9");

    Ran would = weir("--deliveries", "5", "--retry");
    assertThat(would.code()).as(would.err()).isZero();
    assertThat(would.err())
        .contains("3 entries of consumer one would count as never delivered")
        .contains("Add --write to do it");
    JsonNode json = weir("--deliveries", "5", "--ack", "--json").json();
    assertThat(json.path("entries")).hasSize(3);
    assertThat(json.path("would").asString()).contains("never given them again");
    assertThat(weir("--idle", "0s", "--ack").err()).as("all are").contains("Which entries?");
    assertThat(weir("--deliveries", "-1", "--ack", "--write").err()).contains("takes 1 or more");
    assertThat(weir("--most", "0").err()).contains("--most takes 1 to 10000, not 0.");
    assertThat(weir("--id", "9-9").err()).contains("Of 8 that group senders has pending on mail");
    Ran nothing = weir("--id", "9-9", "--ack", "--write", "--json");
    assertThat(nothing.json().path("outcome").path("done").asInt(-1)).as(nothing.out()).isZero();
    Ran typo =
        Ran.weir(home, Map.of(), "dlq", "pending", "mial", "--group", "g", "--redis", server.url());
    assertThat(typo.err()).contains("There is no stream mial", "nearest: mail");
    assertThat(pending()).hasSize(8);
    assertThat(pending().get(1).getDeliveredTimes()).isEqualTo(9);
    assertThat(UserFolders.in(home).auditFile()).doesNotExist();
  }

  @Test
  void actsOnWhatIsAskedForAndNothingElse() throws Exception {
    assertThat(weir("--retry", "--write").err()).contains("Which entries? Add --id");
    assertThat(weir("--deliveries", "5", "--write").err()).contains("--write does what?");
    assertThat(weir("--ack", "--all", "--delete").err()).contains("--delete goes with --move-to");
    assertThat(weir("--deliveries", "5", "--claim", "tow", "--write").err())
        .contains("no consumer 'tow'. It has: one.");
    assertThat(weir("--deliveries", "5", "--move-to", "nosuch", "--write").err())
        .contains("no stream 'nosuch'");

    Ran retried = weir("--id", "5-0", "--retry", "--write", "--reason", "the relay is back");
    assertThat(retried.code()).as(retried.err()).isZero();
    assertThat(retried.out()).contains("1 of 1 entry counts as never delivered.");
    assertThat(pending().get(4).getDeliveredTimes()).isZero();

    Ran moved = weir("--deliveries", "5", "--move-to", "mail:dlq", "--delete", "--write", "--json");
    assertThat(moved.code()).as(moved.err()).isZero();
    assertThat(moved.json().path("outcome").path("done").asInt()).isEqualTo(2);
    assertThat(redis.xlen("mail:dlq")).isEqualTo(2);
    assertThat(redis.xlen("mail")).isEqualTo(6);
    assertThat(pending()).hasSize(6);

    assertThat(weir("--all", "--ack", "--write").code()).isZero();
    assertThat(pending()).isEmpty();
    List<String> audit = Files.readAllLines(UserFolders.in(home).auditFile());
    assertThat(audit).as("an intent and an outcome of each").hasSize(6);
    assertThat(audit.get(0))
        .contains("\"pending-retry\"", "\"5-0 of one, delivered 9\"", "the relay is back");
    assertThat(audit.get(1)).contains("\"done\":1");
    assertThat(audit.get(3)).contains("\"moved\":{\"2-0\":");
  }

  @Test
  void whatWasMovedIsRecognisedAsADeadLetter() {
    assertThat(weir("--deliveries", "5", "--move-to", "mail:dlq", "--write").code()).isZero();
    Ran causes =
        Ran.weir(home, Map.of(), "dlq", "causes", "mail:dlq", "--json", "--redis", server.url());
    assertThat(causes.code()).as(causes.err()).isZero();
    JsonNode cause = causes.json().get(0);
    assertThat(cause.path("origin").asString()).isEqualTo("mail");
    assertThat(cause.path("group").asString()).isEqualTo("senders");
    assertThat(cause.path("records").asInt()).isEqualTo(3);
    assertThat(cause.path("sample_message").asString())
        .isEqualTo("delivered 9 times, never acknowledged");
  }

  @Test
  void theWindowWritesOnlyWithConsentAndWhatWasSeen() throws Exception {
    ConnectorProvider provider =
        ServiceLoader.load(ConnectorProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(one -> one.kind().equals("redis"))
            .findFirst()
            .orElseThrow();
    Path audit = UserFolders.in(home).auditFile();
    var clock = InstantSource.system();
    try (Connector connector =
        provider.open(new ConnectionSpec("cache", "redis", server.url(), Map.of()))) {
      var desk =
          new LiveWriteDesk(
              name -> name.equals("cache") ? Optional.of(connector) : Optional.empty(),
              new Slot<>(List.of(status(true))),
              new Ledger(new AuditTrail(audit, clock, "tester")),
              clock);
      var unlocked =
          new LiveWriteDesk(
              name -> Optional.of(connector),
              new Slot<>(List.of(status(false))),
              new Ledger(new AuditTrail(audit, clock, "tester")),
              clock);
      PendingList listed = list(desk);
      assertThat(listed.rows()).hasSize(3);
      PendingRun locked = desk.previewPending(listed, new PendingAction.Acknowledge());
      reach(locked, PendingRun.State.Previewed.class);
      locked.confirm(new Consent("senders", "reason"));
      assertThat(((PendingRun.State.Previewed) locked.slot().latest().value()).problem())
          .contains("is read-only: unlock it");

      PendingRun typo = unlocked.previewPending(listed, new PendingAction.Claim("tow"));
      reach(typo, PendingRun.State.Refused.class);

      PendingRun run =
          unlocked.previewPending(
              listed, new PendingAction.MoveTo(new StreamRef("cache", "mail:dlq"), false));
      reach(run, PendingRun.State.Previewed.class);
      run.confirm(new Consent("mail", "poison"));
      assertThat(((PendingRun.State.Previewed) run.slot().latest().value()).problem())
          .contains("type mail:dlq to confirm");
      run.confirm(new Consent("mail:dlq", ""));
      assertThat(((PendingRun.State.Previewed) run.slot().latest().value()).problem())
          .contains("give a reason");
      assertThat(redis.xlen("mail:dlq")).isZero();
      redis.xack("mail", "senders", new StreamEntryID("5-0"));
      run.confirm(new Consent("mail:dlq", "poison"));
      run.confirm(new Consent("mail:dlq", "pressed twice"));
      reach(run, PendingRun.State.Done.class);
      assertThat(((PendingRun.State.Done) run.slot().latest().value()).tally().sentence())
          .isEqualTo("2 of 3 entries are in mail:dlq. 1 entry was acknowledged since the preview.");
    }
    assertThat(redis.xlen("mail:dlq")).isEqualTo(2);
    assertThat(Files.readAllLines(audit))
        .hasSize(2)
        .last()
        .asString()
        .contains("\"state\":\"partly\"", "\"acknowledged\":1");
  }

  private static ConnectionStatus status(boolean readOnly) {
    return new ConnectionStatus(
        new ConnectionSettings(
            "cache", "redis", server.url(), Map.of(), Environment.PRODUCTION, readOnly),
        ConnectionStatus.State.CONNECTED,
        "",
        0,
        0,
        OptionalLong.empty(),
        "",
        Optional.empty());
  }

  private static PendingList list(LiveWriteDesk desk) {
    Slot<PendingLook> slot =
        desk.lookPending(
            new GroupRef("cache", "senders"),
            new StreamRef("cache", "mail"),
            new PendingFilter(Set.of(), Optional.empty(), Duration.ofMinutes(10), 5, 100));
    await("the list").until(() -> !(slot.latest().value() instanceof PendingLook.Looking));
    return ((PendingLook.Listed) slot.latest().value()).list();
  }

  private static void reach(PendingRun run, Class<? extends PendingRun.State> state) {
    await(state.getSimpleName())
        .untilAsserted(() -> assertThat(run.slot().latest().value()).isInstanceOf(state));
  }
}
