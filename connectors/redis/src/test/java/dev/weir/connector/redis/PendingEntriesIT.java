package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupRef;
import dev.weir.stream.PendingAction;
import dev.weir.stream.PendingEntry;
import dev.weir.stream.PendingFilter;
import dev.weir.stream.PendingList;
import dev.weir.stream.PendingOutcome;
import dev.weir.stream.PendingPort;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.StreamRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamPendingEntry;

/** Acting on pending entries, on a real server of each age. */
@ParameterizedClass(name = "{0}")
@EnumSource
class PendingEntriesIT {
  private static final StreamRef STREAM = new StreamRef("test", "orders");
  private static final GroupRef GROUP = new GroupRef("test", "billing");
  private static final PendingAction MOVE =
      new PendingAction.MoveTo(new StreamRef("test", "orders:dlq"), false);
  private static final PendingAction MOVE_AND_DELETE =
      new PendingAction.MoveTo(new StreamRef("test", "orders:dlq"), true);

  private final TestServers which;

  private RedisServer server;
  private Jedis redis;
  private Connector connector;
  private PendingPort port;

  PendingEntriesIT(TestServers which) {
    this.which = which;
  }

  @BeforeEach
  void open() {
    server = which.server();
    redis = TestServers.client(server);
    redis.flushAll();
    connector = TestServers.connector(server);
    port = (PendingPort) connector;
    redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
    redis.xgroupCreate("orders:dlq", "nobody", new StreamEntryID("0-0"), true);
  }

  @AfterEach
  void close() {
    if (connector != null) {
      connector.close();
      redis.configSet("maxmemory", "0");
      redis.close();
    }
  }

  /** Entries n = 1… of ids n-0, each given once to {@code consumer}. */
  private void give(String consumer, int from, int to) {
    for (int n = from; n <= to; n++) {
      redis.xadd("orders", Map.of("n", "" + n), XAddParams.xAddParams().id(n + "-0"));
    }
    read(consumer, to - from + 1);
  }

  private void read(String consumer, int count) {
    redis.xreadGroup(
        "billing",
        consumer,
        XReadGroupParams.xReadGroupParams().count(count),
        Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
  }

  private List<StreamPendingEntry> pending() {
    return redis.xpending("orders", "billing", XPendingParams.xPendingParams("-", "+", 10_000));
  }

  private List<String> ids() {
    return pending().stream().map(entry -> entry.getID().toString()).toList();
  }

  private static PendingFilter filter(long deliveries) {
    return new PendingFilter(Set.of(), Optional.empty(), Duration.ZERO, deliveries, 1_000);
  }

  /** As listed once the moment of listing is certainly after that of delivery. */
  private PendingList list(PendingFilter filter) {
    await("time has passed since the deliveries")
        .until(() -> pending().stream().allMatch(entry -> entry.getIdleTime() > 10));
    return port.pending(GROUP, STREAM, filter);
  }

  private PendingList list() {
    return list(filter(0));
  }

  @Test
  void listsWhatIsPendingAndTouchesNothing() {
    give("one", 1, 3);
    give("two", 4, 5);
    redis.xdel("orders", new StreamEntryID("2-0"));
    redis.xclaim(
        "orders",
        "billing",
        "one",
        0,
        XClaimParams.xClaimParams().idle(600_000).retryCount(7),
        new StreamEntryID("3-0"));
    PendingList all = list();
    assertThat(all.rows()).hasSize(5);
    assertThat(all.complete()).isTrue();
    assertThat(all.rows())
        .extracting(row -> row.entry().id() + " " + row.entry().consumer() + " " + row.kept())
        .containsExactly(
            "1-0 one true", "2-0 one false", "3-0 one true", "4-0 two true", "5-0 two true");
    assertThat(all.rows().getFirst().fields()).isEqualTo("{\"n\":\"1\"}");

    assertThat(port.pending(GROUP, STREAM, filter(7)).rows())
        .extracting(row -> row.entry().id().toString())
        .containsExactly("3-0");
    var idle = new PendingFilter(Set.of(), Optional.of("one"), Duration.ofMinutes(5), 0, 1_000);
    assertThat(port.pending(GROUP, STREAM, idle).rows()).hasSize(1);
    var two = new PendingFilter(Set.of(), Optional.empty(), Duration.ZERO, 0, 2);
    assertThat(port.pending(GROUP, STREAM, two).rows()).hasSize(2);
    assertThat(port.pending(GROUP, STREAM, two).complete()).as("there are more").isFalse();
    var byId =
        new PendingFilter(Set.of(new EntryId(4, 0)), Optional.empty(), Duration.ZERO, 0, 1_000);
    assertThat(port.pending(GROUP, STREAM, byId).rows()).hasSize(1);
    assertThat(pending())
        .extracting(StreamPendingEntry::getDeliveredTimes)
        .as("looking raises no count")
        .containsExactly(1L, 1L, 7L, 1L, 1L);
    assertThatThrownBy(() -> port.pending(new GroupRef("test", "nosuch"), STREAM, filter(0)))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.failure()).isInstanceOf(ConnectorFailure.Missing.class));
  }

  @Test
  void retryStartsTheCountAnewAndLeavesConsumerAndIdleTime() {
    give("one", 1, 3);
    redis.xclaim(
        "orders",
        "billing",
        "one",
        0,
        XClaimParams.xClaimParams().idle(600_000).retryCount(9),
        new StreamEntryID("2-0"));
    List<PendingOutcome> outcomes = port.act(list(filter(5)), new PendingAction.Retry());
    assertThat(outcomes).containsExactly(new PendingOutcome.Done());
    StreamPendingEntry entry = pending().get(1);
    assertThat(entry.getID()).hasToString("2-0");
    assertThat(entry.getConsumerName()).isEqualTo("one");
    assertThat(entry.getDeliveredTimes()).isZero();
    assertThat(entry.getIdleTime()).as("as it was").isBetween(600_000L, 700_000L);
    assertThat(pending())
        .extracting(StreamPendingEntry::getDeliveredTimes)
        .containsExactly(1L, 0L, 1L);
  }

  @Test
  void claimGivesToAConsumerThatIsThere() {
    give("one", 1, 2);
    give("two", 3, 3);
    PendingList list = list();
    assertThatThrownBy(() -> port.check(list, new PendingAction.Claim("tow")))
        .hasMessageContaining("no consumer 'tow'")
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.failure().remedy()).isEqualTo("It has: one, two."));
    assertThat(port.act(list, new PendingAction.Claim("two")))
        .containsOnly(new PendingOutcome.Done())
        .hasSize(3);
    assertThat(pending()).extracting(StreamPendingEntry::getConsumerName).containsOnly("two");
    assertThat(pending())
        .extracting(StreamPendingEntry::getDeliveredTimes)
        .as("claiming delivers nothing")
        .containsOnly(1L);
  }

  @Test
  void acknowledgeTakesOffAlsoWhatTheStreamNoLongerHas() {
    give("one", 1, 3);
    redis.xdel("orders", new StreamEntryID("2-0"));
    assertThat(port.act(list(), new PendingAction.Acknowledge()))
        .containsOnly(new PendingOutcome.Done())
        .hasSize(3);
    assertThat(pending()).isEmpty();
    assertThat(redis.xlen("orders")).as("nothing is deleted").isEqualTo(2);
  }

  @Test
  void whatHappenedSinceTheListIsSeenAndLeftAlone() {
    give("one", 1, 7);
    redis.xdel("orders", new StreamEntryID("5-0"));
    PendingList list = list();
    redis.xack("orders", "billing", new StreamEntryID("1-0"));
    redis.xclaim(
        "orders", "billing", "two", 0, XClaimParams.xClaimParams(), new StreamEntryID("2-0"));
    // To the same consumer, without raising the count: only the idle time tells.
    redis.xclaimJustId(
        "orders", "billing", "one", 0, XClaimParams.xClaimParams(), new StreamEntryID("3-0"));
    redis.xclaimJustId(
        "orders",
        "billing",
        "one",
        0,
        XClaimParams.xClaimParams().idle(60_000).retryCount(4),
        new StreamEntryID("4-0"));
    redis.xtrim("orders", 1, false);

    List<PendingOutcome> outcomes = port.act(list, new PendingAction.Retry());
    assertThat(outcomes)
        .containsExactly(
            new PendingOutcome.Acknowledged(),
            new PendingOutcome.Redelivered(),
            new PendingOutcome.Redelivered(),
            new PendingOutcome.Redelivered(),
            new PendingOutcome.Gone(),
            new PendingOutcome.Gone(),
            new PendingOutcome.Done());
    assertThat(port.act(list, MOVE))
        .as("6-0 was trimmed between the list and the move")
        .element(5)
        .isEqualTo(new PendingOutcome.Gone());
    assertThat(ids()).contains("2-0", "3-0", "4-0", "5-0", "6-0");
    assertThat(redis.xlen("orders:dlq")).as("7-0 was given a new count, so is left").isZero();
  }

  @Test
  void twoPeopleWithTheSameListMoveEachEntryOnce() {
    give("one", 1, 120);
    PendingList mine = list();
    PendingList theirs = list();
    try (Connector other = TestServers.connector(server)) {
      List<PendingOutcome> first = port.act(mine, MOVE_AND_DELETE);
      List<PendingOutcome> second = ((PendingPort) other).act(theirs, MOVE_AND_DELETE);
      assertThat(first).allMatch(PendingOutcome.Moved.class::isInstance).hasSize(120);
      assertThat(second).containsOnly(new PendingOutcome.Acknowledged()).hasSize(120);
    }
    assertThat(redis.xlen("orders:dlq")).isEqualTo(120);
    assertThat(redis.xlen("orders")).isZero();
    assertThat(pending()).isEmpty();
  }

  @Test
  void moveKeepsEveryByteAndTellsWhereItWas() {
    byte[] binary = {0, (byte) 0xff, 'x', '\n', (byte) 0x80};
    redis.sendCommand(
        Protocol.Command.XADD,
        bytes("orders"),
        bytes("1-0"),
        bytes("a"),
        binary,
        binary,
        bytes("1"),
        bytes("a"),
        bytes("again"),
        bytes(""),
        bytes(""));
    read("one", 1);
    List<PendingOutcome> outcomes = port.act(list(), MOVE);
    assertThat(outcomes)
        .singleElement()
        .isInstanceOfSatisfying(
            PendingOutcome.Moved.class, moved -> assertThat(moved.left()).isFalse());
    List<?> fields = fields("orders:dlq", 0);
    assertThat(fields).hasSize(10);
    assertThat(fields.subList(0, 8))
        .usingElementComparator((a, b) -> Arrays.compare((byte[]) a, (byte[]) b))
        .containsExactlyElementsOf(
            (List)
                List.of(
                    bytes("a"),
                    binary,
                    binary,
                    bytes("1"),
                    bytes("a"),
                    bytes("again"),
                    bytes(""),
                    bytes("")));
    assertThat(text(fields.get(8))).isEqualTo("_dlq_metadata");
    assertThat(text(fields.get(9)))
        .contains("\"original_stream\":\"orders\"")
        .contains("\"original_id\":\"1-0\"")
        .contains("\"consumer_group\":\"billing\"")
        .contains("\"consumer\":\"one\"")
        .contains("\"retry_count\":\"1\"");
    assertThat(pending()).isEmpty();
    assertThat(redis.xlen("orders")).as("it stays unless deleting is asked for").isEqualTo(1);
  }

  private List<?> fields(String stream, int index) {
    List<?> entries =
        (List<?>) redis.sendCommand(Protocol.Command.XRANGE, bytes(stream), bytes("-"), bytes("+"));
    return (List<?>) ((List<?>) entries.get(index)).get(1);
  }

  private static byte[] bytes(String text) {
    return Command.bytes(text);
  }

  private static String text(Object bytes) {
    return Reply.text(bytes);
  }

  @Test
  void whatAnotherGroupHasYetToHandleIsNotDeleted() {
    give("one", 1, 4);
    redis.xgroupCreate("orders", "audit", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "audit",
        "it",
        XReadGroupParams.xReadGroupParams().count(3),
        Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    redis.xack("orders", "audit", new StreamEntryID("2-0"));

    List<PendingOutcome> outcomes = port.act(list(), MOVE_AND_DELETE);
    assertThat(outcomes)
        .extracting(outcome -> ((PendingOutcome.Moved) outcome).left())
        .as("1 and 3 are pending in audit, 4 was not read by it, 2 is done with")
        .containsExactly(true, false, true, true);
    assertThat(redis.xrange("orders", "-", "+"))
        .extracting(entry -> entry.getID().toString())
        .containsExactly("1-0", "3-0", "4-0");
    assertThat(redis.xlen("orders:dlq")).isEqualTo(4);
    assertThat(pending()).isEmpty();
  }

  @Test
  void aTargetThatIsMissingOrNoStreamIsRefusedAlsoWhenItBecomesSoLater() {
    give("one", 1, 2);
    PendingList list = list();
    redis.set("cache", "x");
    refused(list, "nosuch", "There is no stream 'nosuch'");
    refused(list, "cache", "Key 'cache' is there and is not a stream");
    refused(list, "orders", "is the stream they are in");
    assertThat(pending()).hasSize(2);
    assertThat(redis.exists("nosuch")).as("none is ever made").isFalse();
    // Past the check, the script looks once more.
    redis.del("orders:dlq");
    PendingEntries direct =
        new PendingEntries(
            new Servers(RedisSettings.of(TestServers.spec(server, Map.of()))), new KeyNames());
    assertThatThrownBy(() -> direct.actUnchecked(list, MOVE))
        .hasMessageContaining("There is no stream 'orders:dlq'");
    redis.set("orders:dlq", "x");
    assertThatThrownBy(() -> direct.actUnchecked(list, MOVE))
        .hasMessageContaining("is not a stream");
    assertThat(pending()).hasSize(2);
  }

  private void refused(PendingList list, String target, String why) {
    assertThatThrownBy(
            () -> port.act(list, new PendingAction.MoveTo(new StreamRef("test", target), false)))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining(why);
  }

  @Test
  void atTheMemoryLimitNothingIsLost() {
    give("one", 1, 3);
    PendingList list = list();
    redis.configSet("maxmemory", "1");
    List<PendingOutcome> outcomes = port.act(list, MOVE_AND_DELETE);
    redis.configSet("maxmemory", "0");
    assertThat(outcomes).hasSize(3);
    assertThat(outcomes.getFirst())
        .isInstanceOfSatisfying(
            PendingOutcome.Refused.class,
            refused ->
                assertThat(refused.why().what()).contains("is at its memory limit (maxmemory)"));
    assertThat(outcomes.subList(1, 3)).containsOnly(new PendingOutcome.NotTried());
    assertThat(ids()).containsExactly("1-0", "2-0", "3-0");
    assertThat(redis.xlen("orders")).isEqualTo(3);
    assertThat(redis.xlen("orders:dlq")).isZero();
    assertThat(port.act(list, MOVE_AND_DELETE)).allMatch(PendingOutcome.Moved.class::isInstance);
  }

  @Test
  void aReplicaTakesNothing() {
    give("one", 1, 3);
    PendingList list = list();
    redis.replicaof("127.0.0.1", 1);
    try {
      assertThat(port.act(list, new PendingAction.Acknowledge()).getFirst())
          .isInstanceOfSatisfying(
              PendingOutcome.Refused.class,
              refused -> assertThat(refused.why().what()).contains("is a replica"));
    } finally {
      redis.replicaofNoOne();
    }
    assertThat(ids()).containsExactly("1-0", "2-0", "3-0");
  }

  @Test
  void aRightThatIsMissingIsFoundBeforeAnythingIsWritten() {
    give("one", 1, 3);
    PendingList list = list();
    redis.aclSetUser("mover", "on", ">secret", "~*", "+@all", "-xack");
    try (Connector limited =
        new RedisConnectorProvider()
            .open(TestServers.spec(server, Map.of("user", "mover", "password", "secret")))) {
      assertThatThrownBy(() -> ((PendingPort) limited).act(list, MOVE))
          .isInstanceOfSatisfying(
              ConnectorException.class,
              e -> {
                assertThat(e.failure()).isInstanceOf(ConnectorFailure.Unauthorized.class);
                assertThat(e.failure().remedy()).contains("+xack");
              });
      assertThat(redis.xlen("orders:dlq")).as("no copy without an acknowledgement").isZero();
      redis.aclSetUser("mover", "+xack", "-xdel");
      assertThatThrownBy(() -> ((PendingPort) limited).act(list, MOVE_AND_DELETE))
          .isInstanceOf(ConnectorException.class);
      assertThat(redis.xlen("orders:dlq")).isZero();
    } finally {
      redis.aclDelUser("mover");
    }
    assertThat(pending()).hasSize(3);
  }

  @Test
  void anEntryOfTooManyFieldsIsRefusedAndStays() {
    List<byte[]> arguments = new ArrayList<>(List.of(bytes("orders"), bytes("1-0")));
    for (int i = 0; i < 4_000; i++) {
      arguments.add(bytes("f" + i));
      arguments.add(bytes("v"));
    }
    redis.sendCommand(Protocol.Command.XADD, arguments.toArray(byte[][]::new));
    read("one", 1);
    assertThat(port.act(list(), MOVE))
        .singleElement()
        .isInstanceOfSatisfying(
            PendingOutcome.Refused.class,
            refused -> assertThat(refused.why().what()).contains("more fields than a script"));
    assertThat(ids()).containsExactly("1-0");
    assertThat(redis.xlen("orders:dlq")).isZero();
  }

  @Test
  void aTargetWhoseIdsAreUsedUpRefuses() {
    give("one", 1, 1);
    redis.sendCommand(
        Protocol.Command.XADD, "orders:dlq", "18446744073709551615-18446744073709551615", "a", "b");
    assertThat(port.act(list(), MOVE)).singleElement().isInstanceOf(PendingOutcome.Refused.class);
    assertThat(ids()).containsExactly("1-0");
  }

  @Test
  void aCountThatMeansNeverAgainIsComparedToo() {
    give("one", 1, 1);
    redis.xclaim(
        "orders",
        "billing",
        "one",
        0,
        XClaimParams.xClaimParams().idle(1_000),
        new StreamEntryID("1-0"));
    redis.sendCommand(
        Protocol.Command.XCLAIM,
        "orders",
        "billing",
        "one",
        "0",
        "1-0",
        "IDLE",
        "1000",
        "RETRYCOUNT",
        Long.toString(Long.MAX_VALUE));
    PendingList list = list(filter(Long.MAX_VALUE));
    assertThat(list.rows())
        .extracting(PendingList.Row::entry)
        .extracting(PendingEntry::deliveries)
        .containsExactly(Long.MAX_VALUE);
    assertThat(port.act(list, new PendingAction.Retry()))
        .containsExactly(new PendingOutcome.Done());
    assertThat(pending().getFirst().getDeliveredTimes()).isZero();
  }

  @Test
  void namesOfAnyBytesAreFoundAgain() {
    byte[] group = {'g', (byte) 0xfe};
    byte[] consumer = {'c', (byte) 0xfd, 0};
    byte[] stream = {'s', (byte) 0xfc};
    redis.sendCommand(
        Protocol.Command.XGROUP, bytes("CREATE"), stream, group, bytes("0"), bytes("MKSTREAM"));
    redis.sendCommand(Protocol.Command.XADD, stream, bytes("1-0"), bytes("a"), bytes("b"));
    redis.sendCommand(
        Protocol.Command.XREADGROUP,
        bytes("GROUP"),
        group,
        consumer,
        bytes("STREAMS"),
        stream,
        bytes(">"));
    assertThat(connector.streams()).isNotEmpty();
    assertThat(connector.groups()).isNotEmpty();
    await("time has passed since the delivery")
        .until(
            () ->
                port.pending(
                            new GroupRef("test", "g\\xfe"),
                            new StreamRef("test", "s\\xfc"),
                            new PendingFilter(
                                Set.of(), Optional.empty(), Duration.ofMillis(10), 0, 10))
                        .rows()
                        .size()
                    == 1);
    PendingList list =
        port.pending(new GroupRef("test", "g\\xfe"), new StreamRef("test", "s\\xfc"), filter(0));
    assertThat(list.rows()).hasSize(1);
    assertThat(port.act(list, MOVE)).allMatch(PendingOutcome.Moved.class::isInstance);
    assertThat(text(fields("orders:dlq", 0).get(3))).contains("\"consumer\":\"c\\\\xfd\\\\x00\"");
  }

  @Test
  void aServerThatGoesAwayLeavesNoDoubt() {
    assumeThat(which).isEqualTo(TestServers.BUNDLED);
    try (RedisServer own = RedisServer.bundled();
        Jedis client = TestServers.client(own);
        Connector lone = TestServers.connector(own)) {
      client.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), true);
      client.xadd("orders", Map.of("a", "b"), XAddParams.xAddParams().id("1-0"));
      client.xreadGroup(
          "billing",
          "one",
          XReadGroupParams.xReadGroupParams(),
          Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
      PendingList list = ((PendingPort) lone).pending(GROUP, STREAM, filter(0));
      own.kill();
      assertThatThrownBy(() -> ((PendingPort) lone).act(list, new PendingAction.Acknowledge()))
          .isInstanceOfSatisfying(
              ConnectorException.class,
              e -> assertThat(e.failure()).isInstanceOf(ConnectorFailure.Unreachable.class));
    }
  }
}
