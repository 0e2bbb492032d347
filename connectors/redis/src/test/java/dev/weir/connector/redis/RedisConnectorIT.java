package dev.weir.connector.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.weir.sample.broker.RedisServer;
import dev.weir.stream.BrokerFigure;
import dev.weir.stream.CheckStep;
import dev.weir.stream.Connector;
import dev.weir.stream.ConnectorException;
import dev.weir.stream.ConnectorFailure;
import dev.weir.stream.GroupDetail;
import dev.weir.stream.GroupRef;
import dev.weir.stream.GroupState;
import dev.weir.stream.Header;
import dev.weir.stream.Lag;
import dev.weir.stream.LagSample;
import dev.weir.stream.NewRecord;
import dev.weir.stream.OffsetReset;
import dev.weir.stream.OffsetResetPort;
import dev.weir.stream.Payload;
import dev.weir.stream.Position.EntryId;
import dev.weir.stream.ProduceLane;
import dev.weir.stream.ProducePort;
import dev.weir.stream.ReadIsolation;
import dev.weir.stream.RecordCursor;
import dev.weir.stream.StreamDetail;
import dev.weir.stream.StreamEnds;
import dev.weir.stream.StreamRef;
import dev.weir.stream.TailFrom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XTrimParams;
import redis.clients.jedis.resps.StreamGroupInfo;

@ParameterizedClass(name = "{0}")
@EnumSource
class RedisConnectorIT {
  private final TestServers which;

  private RedisServer server;
  private Jedis redis;
  private Connector connector;

  RedisConnectorIT(TestServers which) {
    this.which = which;
  }

  @BeforeEach
  void open() {
    server = which.server();
    redis = TestServers.client(server);
    redis.flushAll();
    connector = TestServers.connector(server);
  }

  @AfterEach
  void close() {
    if (connector != null) {
      connector.close();
      redis.close();
    }
  }

  private void add(String stream, String... ids) {
    for (String id : ids) {
      redis.xadd(stream, Map.of("data", "x"), XAddParams.xAddParams().id(id));
    }
  }

  private LagSample sample(String group, String stream) {
    return connector.lag(connector.groups()).samples().stream()
        .filter(
            one ->
                one.group().name().equals(group) && one.partition().stream().name().equals(stream))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no sample of " + group + " on " + stream));
  }

  private boolean reportsLag() {
    return which == TestServers.MODERN;
  }

  /** What the server itself says, asked by another client in another way. */
  private @Nullable Object reported(String stream, String group) {
    for (StreamGroupInfo info : redis.xinfoGroups(stream)) {
      if (info.getName().equals(group)) {
        return info.getGroupInfo().get("lag");
      }
    }
    throw new AssertionError("no group " + group);
  }

  @Test
  void howFullTheMemoryIsIsToldWhereThereIsALimit() {
    RedisServer server = TestServers.BUNDLED.server();
    try (Connector connector = TestServers.connector(server);
        var client = TestServers.client(server)) {
      String before = client.configGet("maxmemory").get("maxmemory");
      try {
        client.configSet("maxmemory", "0");
        assertThat(connector.figures()).as("no limit").isEmpty();
        client.configSet("maxmemory", "1gb");
        assertThat(connector.figures())
            .singleElement()
            .satisfies(
                figure -> {
                  assertThat(figure.kind()).isEqualTo(BrokerFigure.Kind.MEMORY_SHARE);
                  assertThat(figure.value()).isBetween(0.0001, 0.5);
                  assertThat(figure.words()).contains("of 1024 MiB", "noeviction");
                });
      } finally {
        client.configSet("maxmemory", before);
      }
    }
  }

  @Test
  void movesAGroupWhereThePreviewSaid() {
    add("orders", "1-1", "2-1", "3-1", "4-1");
    redis.xgroupCreate("orders", "billing", new StreamEntryID("3-1"), false);
    var group = new GroupRef("test", "billing");
    var stream = new StreamRef("test", "orders");
    var port = (OffsetResetPort) connector;

    OffsetReset back = port.planReset(group, stream, new TailFrom.At(new EntryId(2, 1)));
    assertThat(back.steps()).hasSize(1);
    assertThat(back.steps().getFirst().committed()).contains(new EntryId(3, 1));
    assertThat(back.steps().getFirst().target()).isEqualTo(new EntryId(2, 0));
    assertThat(redis.xinfoGroups("orders").getFirst().getLastDeliveredId())
        .as("after the preview")
        .isEqualTo(new StreamEntryID("3-1"));

    port.reset(back);
    assertThat(redis.xinfoGroups("orders").getFirst().getLastDeliveredId())
        .isEqualTo(new StreamEntryID("2-0"));
    assertThat(port.planReset(group, stream, new TailFrom.Latest()).steps().getFirst().target())
        .isEqualTo(new EntryId(4, 1));
    assertThat(port.planReset(group, stream, new TailFrom.Newest(2)).steps().getFirst().target())
        .isEqualTo(new EntryId(3, 0));
    assertThat(port.planReset(group, stream, new TailFrom.Earliest()).steps().getFirst().target())
        .isEqualTo(new EntryId(0, 0));
    assertThatThrownBy(() -> port.reset(back))
        .as("the group does not stand where the preview found it")
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("nothing was changed");
    assertThatThrownBy(
            () -> port.planReset(new GroupRef("test", "nobody"), stream, new TailFrom.Latest()))
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("has no group 'nobody'");
  }

  @Test
  void addsAnEntryOfTheFieldsItIsGiven() {
    add("orders", "1-1");
    var stream = new StreamRef("test", "orders");
    List<Header> fields =
        List.of(
            new Header("data", Payload.of(new byte[] {0, (byte) 0xff})),
            new Header("data", Payload.of(new byte[0])));
    try (ProduceLane lane = ((ProducePort) connector).openProduce(stream)) {
      ProduceLane.Outcome added = lane.produce(List.of(entry(Payload.ABSENT, fields))).getFirst();
      assertThat(added).isInstanceOf(ProduceLane.Outcome.Written.class);
      assertThat(redis.xlen("orders")).isEqualTo(2);
      try (RecordCursor cursor =
          connector.open(List.of(stream), new TailFrom.Newest(1), ReadIsolation.READ_UNCOMMITTED)) {
        await()
            .untilAsserted(
                () ->
                    assertThat(cursor.poll(Duration.ofMillis(100)).batches())
                        .singleElement()
                        .satisfies(
                            batch ->
                                assertThat(batch.record(0, 1_000).headers()).isEqualTo(fields)));
      }
      assertThat(lane.produce(List.of(entry(Payload.ABSENT, List.of()))))
          .singleElement()
          .isInstanceOfSatisfying(
              ProduceLane.Outcome.Refused.class,
              refused -> assertThat(refused.why().sentence()).contains("needs a field"));
    }
    try (ProduceLane lane =
        ((ProducePort) connector).openProduce(new StreamRef("test", "not-there"))) {
      assertThat(lane.produce(List.of(entry(Payload.of(new byte[1]), List.of()))))
          .singleElement()
          .isInstanceOf(ProduceLane.Outcome.Refused.class);
    }
    assertThat(redis.exists("not-there")).as("made by nobody").isFalse();
  }

  @Test
  void listsStreamsAndNothingElse() {
    add("orders", "1-1");
    add("payments", "1-1");
    redis.set("a-text", "x");
    redis.lpush("a-list", "x");
    byte[] odd = {'o', (byte) 0xff, 'd'};
    redis.xadd(odd, Map.of(new byte[] {'f'}, new byte[] {'v'}), XAddParams.xAddParams().id("1-1"));
    assertThat(connector.streams())
        .extracting(info -> info.stream().name())
        .containsExactly("o\\xffd", "orders", "payments");
    assertThat(connector.ends(List.of(new StreamRef("test", "o\\xffd"))))
        .singleElement()
        .extracting(StreamEnds::length)
        .as("a key that is no UTF-8 is found again by its name")
        .isEqualTo(1L);
  }

  @Test
  void aPatternBoundsWhatIsLookedAt() {
    add("orders", "1-1");
    add("orders:old", "1-1");
    add("payments", "1-1");
    redis.set("shipments", "no stream");
    try (Connector bounded =
        new RedisConnectorProvider()
            .open(
                TestServers.spec(
                    server, Map.of("streams.pattern", "payments, orders*, shipments, absent")))) {
      assertThat(bounded.streams())
          .extracting(info -> info.stream().name())
          .containsExactly("orders", "orders:old", "payments");
    }
  }

  @Test
  void aHugeKeyspaceIsWalkedInPiecesAndSaysSo() {
    String load = "for i = 1, 400000 do redis.call('set', 'k' .. i, '') end";
    redis.eval(load);
    add("orders", "1-1");
    await("the walk comes to its end")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !connector.streams().isEmpty() && connector.limits().isEmpty());
    assertThat(connector.streams()).hasSize(1);
  }

  @Test
  void endsAreTheServersOwn() {
    add("orders", "1-1", "2-1", "3-1", "4-1");
    redis.xtrim("orders", XTrimParams.xTrimParams().exactTrimming().maxLen(3));
    List<StreamEnds> ends =
        connector.ends(List.of(new StreamRef("test", "orders"), new StreamRef("test", "gone")));
    StreamEnds orders = ends.getFirst();
    assertThat(ends).as("a stream that is gone is left out").hasSize(1);
    assertThat(orders.length()).isEqualTo(3);
    assertThat(orders.bytes()).hasValue(redis.memoryUsage("orders"));
    assertThat(orders.failure()).isEmpty();
    if (reportsLag()) {
      assertThat(orders.endsCountAppends()).isTrue();
      assertThat(orders.totalEnd()).isEqualTo(4);
      assertThat(orders.partitions().getFirst().logStart()).isEqualTo(1);
      assertThat(connector.limits()).isEmpty();
    } else {
      assertThat(orders.endsCountAppends()).isFalse();
      assertThat(orders.totalEnd()).isEqualTo(3);
      connector.describeBroker();
      assertThat(connector.limits()).contains("Redis 6.2", "entries were ever added");
    }
  }

  @Test
  void describesAStreamAndItsServer() {
    add("orders", "1-1", "1700000000000-0");
    redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), false);
    StreamDetail detail = connector.describe(new StreamRef("test", "orders"));
    assertThat(detail.groups()).containsExactly(new GroupRef("test", "billing"));
    assertThat(detail.facts())
        .containsEntry("Length", "2")
        .containsEntry("First entry", "1-1")
        .containsEntry("Last entry", "1700000000000-0 (2023-11-14T22:13:20Z)");
    assertThat(detail.partitions().getFirst().leader()).isEqualTo("127.0.0.1:" + server.port());
    assertThat(connector.describeBroker()).isEqualTo("Redis " + server.version());
    assertThatThrownBy(() -> connector.describe(new StreamRef("test", "gone")))
        .isInstanceOfSatisfying(
            ConnectorException.class,
            thrown -> {
              assertThat(thrown.failure()).isInstanceOf(ConnectorFailure.Missing.class);
              assertThat(thrown.failure().what()).contains("'gone'");
            });
  }

  @Test
  void lagIsWhatTheServerReports() {
    add("orders", "1-1", "2-1", "3-1", "4-1", "5-1");
    redis.xgroupCreate("orders", "billing", new StreamEntryID("0-0"), false);
    redis.xgroupCreate("orders", "shipping", StreamEntryID.XGROUP_LAST_ENTRY, false);
    redis.xreadGroup(
        "billing",
        "c1",
        XReadGroupParams.xReadGroupParams().count(2),
        Map.of("orders", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    LagSample billing = sample("billing", "orders");
    assertThat(billing.lag()).isEqualTo(new Lag.Exact(3));
    assertThat(billing.pending().orElseThrow().entries()).isEqualTo(2);
    assertThat(billing.committedId()).contains(new EntryId(2, 1));
    assertThat(billing.state()).isEqualTo(GroupState.STABLE);
    assertThat(sample("shipping", "orders").lag()).isEqualTo(new Lag.Exact(0));
    assertThat(sample("shipping", "orders").state()).isEqualTo(GroupState.EMPTY);
    if (reportsLag()) {
      assertThat(reported("orders", "billing")).isEqualTo(3L);
      assertThat(reported("orders", "shipping")).isEqualTo(0L);
      assertThat(billing.committed()).hasValue(2);
      assertThat(billing.end()).hasValue(5);
    } else {
      assertThat(reported("orders", "billing")).as("6.2 reports none").isNull();
      assertThat(billing.committed()).isEmpty();
      assertThat(billing.end()).isEmpty();
      assertThat(connector.limits()).contains("does not report the lag of groups");
    }
  }

  @Test
  void whereTheServerAnswersNullTheLagIsCountedAndNeverZeroByDefault() {
    for (int i = 1; i <= 10; i++) {
      add("s", i + "-0");
    }
    redis.xgroupCreate("s", "anywhere", new StreamEntryID("5-0"), false);
    assertThat(reported("s", "anywhere")).as("made at some id").isNull();
    assertThat(sample("anywhere", "s").lag()).isEqualTo(new Lag.Exact(5));

    redis.xgroupCreate("s", "start", new StreamEntryID("0-0"), false);
    redis.xgroupCreate("s", "end", StreamEntryID.XGROUP_LAST_ENTRY, false);
    redis.xdel("s", new StreamEntryID("7-0"));
    assertThat(sample("start", "s").lag()).as("a tombstone after it").isEqualTo(new Lag.Exact(9));
    assertThat(sample("anywhere", "s").lag()).isEqualTo(new Lag.Exact(4));

    add("s", "11-0");
    assertThat(sample("end", "s").lag())
        .as("the server says %s", reported("s", "end"))
        .isEqualTo(new Lag.Exact(1));
    add("s", "12-0");
    assertThat(sample("end", "s").lag())
        .as("counted again once it moved")
        .isEqualTo(new Lag.Exact(2));
  }

  @Test
  void beyondWhatIsCountedTheLagIsABoundAndNotANumber() {
    redis.eval("for i = 1, 12000 do redis.call('xadd', 's', i .. '-0', 'f', 'v') end");
    redis.xgroupCreate("s", "near", new StreamEntryID("2000-0"), false);
    redis.xgroupCreate("s", "far", new StreamEntryID("1500-0"), false);
    assertThat(reported("s", "far")).isNull();
    assertThat(sample("near", "s").lag()).isEqualTo(new Lag.Exact(10_000));
    assertThat(sample("far", "s").lag())
        .isInstanceOfSatisfying(
            Lag.AtMost.class,
            bound -> {
              assertThat(bound.records()).isEqualTo(12_000);
              assertThat(bound.why()).contains("more than 10000");
            });
  }

  @Test
  void unreadEntriesTrimmedAreLost() {
    assumeThat(reportsLag()).as("needs entries-read of Redis 7.0").isTrue();
    for (int i = 1; i <= 10; i++) {
      add("s", i + "-0");
    }
    redis.xgroupCreate("s", "g", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "g",
        "c",
        XReadGroupParams.xReadGroupParams().count(2),
        Map.of("s", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    redis.xtrim("s", XTrimParams.xTrimParams().exactTrimming().maxLen(5));
    LagSample sample = sample("g", "s");
    assertThat(sample.lag())
        .isEqualTo(new Lag.Exact((Long) Objects.requireNonNull(reported("s", "g"))));
    assertThat(sample.lost()).isEqualTo(3);
  }

  @Test
  void groupsOfOneNameOnSeveralStreamsAreOneGroup() {
    add("a", "1-1");
    add("b", "1-1", "2-1");
    for (String stream : List.of("a", "b")) {
      redis.xgroupCreate(stream, "g", new StreamEntryID("0-0"), false);
      redis.xreadGroup(
          "g",
          "worker",
          XReadGroupParams.xReadGroupParams().count(1),
          Map.of(stream, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    }
    assertThat(connector.groups()).singleElement().extracting(g -> g.group().name()).isEqualTo("g");
    assertThat(connector.lag(connector.groups()).samples())
        .extracting(sample -> sample.partition().stream().name() + " " + sample.lag())
        .containsExactly("a Exact[records=0]", "b Exact[records=1]");
    GroupDetail detail = connector.describe(new GroupRef("test", "g"));
    assertThat(detail.facts()).containsEntry("Streams", "a, b").containsEntry("Pending", "2");
    assertThat(detail.members())
        .singleElement()
        .satisfies(
            member -> {
              assertThat(member.id()).isEqualTo("worker");
              assertThat(member.pending()).hasValue(2);
              assertThat(member.idle()).isPresent();
            });
    assertThatThrownBy(() -> connector.describe(new GroupRef("test", "absent")))
        .hasMessageContaining("no group 'absent'");
  }

  @Test
  void aPoisonEntryShowsHowLongItHasBeenWaiting() {
    add("s", "1-1", "2-1", "3-1");
    redis.xgroupCreate("s", "g", new StreamEntryID("0-0"), false);
    redis.xreadGroup(
        "g",
        "c",
        XReadGroupParams.xReadGroupParams().count(3),
        Map.of("s", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    assertThat(sample("g", "s").pending().flatMap(LagSample.PendingEntries::longestIdle))
        .isPresent();
    redis.sendCommand(
        Protocol.Command.XCLAIM, "s", "g", "c", "0", "2-1", "IDLE", "3600000", "RETRYCOUNT", "7");
    redis.xack("s", "g", new StreamEntryID("1-1"));
    LagSample sample = sample("g", "s");
    assertThat(sample.pending().orElseThrow().entries()).isEqualTo(2);
    assertThat(sample.pending().flatMap(LagSample.PendingEntries::longestIdle).orElseThrow())
        .isBetween(Duration.ofHours(1), Duration.ofHours(2));
    redis.xack("s", "g", new StreamEntryID("2-1"), new StreamEntryID("3-1"));
    assertThat(sample("g", "s").pending().flatMap(LagSample.PendingEntries::longestIdle)).isEmpty();
  }

  @Test
  void theFirstUnreadEntryTellsSinceWhenItWaits() {
    long then = System.currentTimeMillis() - 90_000;
    add("s", "1-1", then - 5 + "-0", then + "-3", then + 10 + "-0");
    redis.xgroupCreate("s", "g", new StreamEntryID(then - 5, 0), false);
    redis.xgroupCreate("s", "none", StreamEntryID.XGROUP_LAST_ENTRY, false);
    redis.xgroupCreate("s", "odd", new StreamEntryID("0-0"), false);
    Map<LagSample, Long> since =
        connector.unreadSinceMillis(connector.lag(connector.groups()).samples());
    assertThat(since).hasSize(1);
    assertThat(since.keySet().iterator().next().group().name()).isEqualTo("g");
    assertThat(since.values()).containsExactly(then);
  }

  @Test
  void leavesNoTrace() {
    add("s", "1-1", "2-1", "3-1");
    add("t", "1-1");
    redis.xgroupCreate("s", "g", new StreamEntryID("1-1"), false);
    redis.xreadGroup(
        "g",
        "c",
        XReadGroupParams.xReadGroupParams().count(1),
        Map.of("s", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    String before = everything();
    redis.configResetStat();
    List<CheckStep> steps = new ArrayList<>();
    new RedisConnectorProvider().check(TestServers.spec(server, Map.of()), steps::add);
    assertThat(steps)
        .allSatisfy(step -> assertThat(step.outcome()).isNotEqualTo(CheckStep.Outcome.FAILED));
    List<StreamRef> streams = connector.streams().stream().map(info -> info.stream()).toList();
    connector.describeBroker();
    connector.ends(streams);
    connector.describe(streams.getFirst());
    connector.describe(new GroupRef("test", "g"));
    connector.unreadSinceMillis(connector.lag(connector.groups()).samples());
    for (TailFrom from :
        List.of(new TailFrom.Earliest(), new TailFrom.Newest(1), new TailFrom.Committed("g"))) {
      List<StreamRef> read =
          from instanceof TailFrom.Committed ? List.of(new StreamRef("test", "s")) : streams;
      try (RecordCursor cursor = connector.open(read, from, ReadIsolation.READ_COMMITTED)) {
        assertThat(cursor.poll(Duration.ofSeconds(10)).batches()).isNotEmpty();
        cursor.skipToEnd();
        cursor.poll(Duration.ofMillis(10));
      }
    }
    Set<String> asked = new TreeSet<>();
    for (String line : redis.info("commandstats").split("\r\n", -1)) {
      if (line.startsWith("cmdstat_")) {
        asked.add(line.substring("cmdstat_".length(), line.indexOf(':')).split("\\|", -1)[0]);
      }
    }
    asked.removeAll(Set.of("config", "info"));
    assertThat(asked)
        .isSubsetOf(
            "client",
            "ping",
            "time",
            "scan",
            "type",
            "memory",
            "xinfo",
            "xrange",
            "xrevrange",
            "xread",
            "xpending",
            "xlen");
    assertThat(asked).contains("xinfo", "xread", "scan");
    assertThat(everything()).isEqualTo(before);
  }

  /** All keys, and all that is kept of their groups except clocks. */
  private String everything() {
    StringBuilder all = new StringBuilder();
    for (String key : new TreeSet<>(redis.keys("*"))) {
      all.append(key).append(redis.xlen(key));
      redis.xinfoGroups(key).forEach(group -> all.append(group.getGroupInfo()));
    }
    return all.toString();
  }

  @Test
  void theCheckTellsWhatItFound() {
    add("s", "1-1");
    redis.xgroupCreate("s", "g", new StreamEntryID("0-0"), false);
    List<CheckStep> steps = new ArrayList<>();
    new RedisConnectorProvider().check(TestServers.spec(server, Map.of()), steps::add);
    assertThat(steps)
        .extracting(CheckStep::name)
        .containsExactly(
            "DNS",
            "TCP",
            "TLS",
            "Authentication",
            "Server",
            "Clock",
            "List streams",
            "Read streams");
    assertThat(steps.get(4).detail()).contains("Redis " + server.version());
    assertThat(steps.get(6).detail()).isEqualTo("1 stream.");
    assertThat(steps.getLast().outcome())
        .isEqualTo(reportsLag() ? CheckStep.Outcome.PASSED : CheckStep.Outcome.WARNED);
  }

  @Test
  void usersPasswordsAndRights() {
    add("s", "1-1");
    redis.aclSetUser("weir", "on", ">s3cret", "~*", "+@connection", "+info", "+scan", "+type");
    try {
      Map<String, String> wrong = Map.of("user", "weir", "password", "wr0ng");
      try (Connector refused = new RedisConnectorProvider().open(TestServers.spec(server, wrong))) {
        assertThatThrownBy(refused::streams)
            .isInstanceOfSatisfying(
                ConnectorException.class,
                thrown -> {
                  assertThat(thrown.failure()).isInstanceOf(ConnectorFailure.Unauthorized.class);
                  assertThat(thrown).hasMessageNotContaining("wr0ng");
                });
      }
      Map<String, String> right = Map.of("user", "weir", "password", "s3cret");
      try (Connector poor = new RedisConnectorProvider().open(TestServers.spec(server, right))) {
        assertThat(poor.streams()).hasSize(1);
        StreamEnds ends = poor.ends(List.of(new StreamRef("test", "s"))).getFirst();
        assertThat(ends.failure().orElseThrow())
            .isInstanceOf(ConnectorFailure.Unauthorized.class)
            .extracting(ConnectorFailure::sentence)
            .asString()
            .contains("xinfo", "ACL SETUSER");
        redis.aclSetUser(
            "weir", "+xinfo", "+xlen", "+xrange", "+xrevrange", "+xread", "+xpending", "+time");
        assertThat(poor.ends(List.of(new StreamRef("test", "s"))).getFirst().length())
            .as("rights given meanwhile count at once")
            .isEqualTo(1);
        assertThat(poor.limits()).contains("MEMORY USAGE");
      }
      List<CheckStep> steps = new ArrayList<>();
      new RedisConnectorProvider().check(TestServers.spec(server, wrong), steps::add);
      assertThat(steps)
          .filteredOn(step -> step.outcome() == CheckStep.Outcome.FAILED)
          .singleElement()
          .satisfies(
              step -> {
                assertThat(step.name()).isEqualTo("Authentication");
                assertThat(step.detail()).contains("does not accept").doesNotContain("wr0ng");
              });
    } finally {
      redis.aclDelUser("weir");
    }
  }

  @Test
  void tlsAskedOfAPlainServerIsExplained() {
    try (Connector tls =
        new RedisConnectorProvider()
            .open(
                new dev.weir.stream.ConnectionSpec(
                    "test",
                    "redis",
                    "rediss://127.0.0.1:" + server.port(),
                    Map.of("connect.timeout.ms", "1000")))) {
      assertThatThrownBy(tls::streams)
          .isInstanceOfSatisfying(
              ConnectorException.class,
              thrown -> assertThat(thrown.failure().remedy()).contains("redis://"));
    }
  }

  @Test
  void isFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(dev.weir.stream.ConnectorProvider.class))
        .anyMatch(provider -> provider.kind().equals("redis"));
  }

  private static NewRecord entry(Payload value, List<Header> fields) {
    return new NewRecord(OptionalInt.empty(), OptionalLong.empty(), Payload.ABSENT, value, fields);
  }
}
